"""Delete the account, keep the orders: counted per table, before and after."""

import json
from urllib.parse import urlencode

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.translation import gettext
from oscar.core.loading import get_class, get_model

from oscar_clienti import signals
from oscar_clienti.models import Activity, ConsentEvent, Customer, Job, Mailing, Segment
from oscar_clienti.services import activity, bulk, consents, erasure, mailings, segments, sync
from tests.conftest import customer_of, heard, make_user
from tests.lives import OPEN_STATUS, census, everything_that_says, live, place_order, pointing_to_users, use_voucher

Order = get_model("order", "Order")

# What is left of a full life: tables that keep all their rows, and those that keep some. All others are empty.
KEPT_WHOLE = {
    "oscar_clienti.Customer.user",
    "oscar_clienti.ConsentEvent.customer",
    "oscar_clienti.GuestOrder.customer",
    "oscar_clienti.Visit.customer",
    "oscar_clienti.StaffOrder.customer",
    "order.Order.user",
    "reviews.ProductReview.user",
    "reviews.Vote.user",
    "voucher.VoucherApplication.user",
}
KEPT_PARTLY = {"basket.Basket.owner": 2, "oscar_clienti.Activity.customer": 3}
# Tables that speak of staff rather than of the person, or that a shopper has no rows in.
NOT_A_SHOPPERS = {
    "admin.LogEntry.user",
    "communication.Notification.sender",
    "offer.RangeProductFileUpload.uploaded_by",
    "order.OrderNote.user",
    "oscar_clienti.Activity.by",
    "oscar_clienti.ConsentEvent.by",
    "oscar_clienti.Conversation.assigned_to",
    "oscar_clienti.Message.author",
    "oscar_clienti.MessageFile.by",
    "oscar_clienti.ListPreference.user",
    "oscar_clienti.ForeignSpending.customer",
    "oscar_clienti.ImportMapping.by",
    "oscar_clienti.Job.by",
    "oscar_clienti.Mailing.by",
    "oscar_clienti.Note.by",
    "oscar_clienti.NoteFile.by",
    "oscar_clienti.Segment.by",
    "oscar_clienti.StaffOrder.by",
    "oscar_clienti.TaxExemption.by",
    "oscar_clienti.Visit.by",
    "partner.Partner_users.user",
    "partner.Partner_users.person",
}


@pytest.fixture
def customer(bob, alice, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return live(bob, alice)


@pytest.fixture
def erased(customer, alice):
    return erasure.erase(customer, by=alice)


def test_the_life_touches_every_table_that_points_to_users(customer):
    empty = {name for name, number in census(customer.user).items() if not number}
    assert empty - NOT_A_SHOPPERS - {name for name in empty if "user_permissions" in name} == set()


def test_every_table_keeps_what_was_promised(customer, alice):
    before = census(customer.user)
    erasure.erase(customer, by=alice)
    after = census(customer.user)
    expected = dict.fromkeys(before, 0)
    expected |= {name: before[name] for name in KEPT_WHOLE | (NOT_A_SHOPPERS & set(before))} | KEPT_PARTLY
    assert after == expected


def test_rows_of_others_stay(customer, carol, alice):
    place_order(carol)
    before = census(carol)
    erasure.erase(customer, by=alice)
    assert census(carol) == before


def test_nothing_says_who_it_was_but_the_orders(customer, alice):
    erasure.erase(customer, by=alice)
    words = ("bob", "rossi", "333 1234567", "333123", "IT12345678901", "RSSBBB80A01H501U", "Via del Segreto")
    words += ("BOB1234", "bottega@pec", "Museum")
    assert everything_that_says(*words) == {"order.Order.guest_email"}


def test_the_account_is_nameless_and_shut(erased):
    user = get_user_model().objects.get(pk=erased.pk)
    assert (user.email, user.first_name, user.last_name, user.is_active, user.has_usable_password()) == (
        f"deleted-{user.pk}@deleted.invalid", "", "", False, False,
    )  # fmt: skip
    assert "bob" not in user.get_username()


def test_the_record_is_empty(erased):
    row = Customer.objects.get(pk=erased.pk)
    assert row.state == Customer.State.ERASED
    assert row.erased_at
    assert not any((row.group, row.phone, row.company, row.vat_number, row.tax_code, row.birthday, row.picture))
    assert (row.email_consent, row.tags.count(), row.tax_exempt, row.system_notifications) == (0, 0, False, False)


def test_the_orders_still_belong_together(erased):
    assert Order.objects.filter(user=erased.pk).count() == 2


def test_the_shop_can_still_write_about_an_order(erased):
    assert {order.email for order in Order.objects.filter(user=erased.pk)} == {"bob@example.com"}


def test_oscar_writes_to_the_old_address(erased, mailoutbox):
    order = Order.objects.filter(user=erased.pk).first()
    messages = {"subject": "Your parcel", "body": "It is on its way.", "html": "", "sms": ""}
    get_class("order.utils", "OrderDispatcher")().dispatch_order_messages(order, messages, "SHIPPED")
    assert [mail.to for mail in mailoutbox] == [["bob@example.com"]]
    assert not get_model("communication", "Email").objects.exists()


def test_other_orders_answer_as_ever(bob):
    order = place_order(bob, email="")
    guest = place_order(None, email="guest@example.com")
    claimed = place_order(bob, email="guest@example.com")
    assert (order.email, order.is_anonymous) == ("bob@example.com", False)
    assert (guest.email, guest.is_anonymous) == ("guest@example.com", True)
    assert (claimed.email, claimed.is_anonymous) == ("bob@example.com", False)


def test_an_address_given_with_a_guest_order_stays(bob, alice):
    order = place_order(bob, email="office@example.com")
    erasure.erase(customer_of(bob), by=alice)
    assert Order.objects.get(pk=order.pk).email == "office@example.com"


def test_a_used_voucher_stays_used(bob, carol, alice):
    voucher = use_voucher(bob, place_order(bob))
    erasure.erase(customer_of(bob), by=alice)
    assert voucher.applications.count() == 1
    assert not voucher.is_available_to_user(carol)[0]


def test_ratings_stay(customer, alice):
    product = get_model("reviews", "ProductReview").objects.get().product
    product.update_rating()
    erasure.erase(customer, by=alice)
    product.refresh_from_db()
    assert product.rating == 5
    assert product.calculate_rating() == 5


def test_a_review_is_by_nobody(erased):
    assert str(get_model("reviews", "ProductReview").objects.get().reviewer_name) == "anonymous"


def test_notes_of_staff_stay(erased):
    assert set(get_model("order", "OrderNote").objects.values_list("message", flat=True)) == {
        "Call before delivery", "Gift wrapped",
    }  # fmt: skip


def test_the_picture_goes(customer, alice, tmp_path, django_capture_on_commit_callbacks):
    assert list(tmp_path.rglob("*.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(customer, by=alice)
    assert not list(tmp_path.rglob("*.jpg"))


def test_sessions_end(customer, bob, alice):
    browser = Client()
    browser.force_login(bob)
    erasure.erase(customer, by=alice)
    assert "_auth_user_id" in browser.session
    assert not browser.get("/").wsgi_request.user.is_authenticated


def test_nobody_can_sign_in(customer, alice):
    name = customer.user.get_username()
    erasure.erase(customer, by=alice)
    for login in (name, "bob@example.com", f"deleted-{customer.pk}@deleted.invalid"):
        assert authenticate(username=login, password="bob-buys-bread") is None


@pytest.mark.parametrize("address", ["bob@example.com", "BOB@example.com"])
def test_the_address_is_free_and_the_old_orders_are_not_seen(erased, address):
    newcomer = make_user(address, password="a-new-beginning")
    sync.refresh([newcomer.pk])
    browser = Client()
    browser.force_login(newcomer)
    page = browser.get("/accounts/orders/", follow=True)
    assert page.status_code == 200
    assert list(page.context["orders"]) == []
    assert customer_of(newcomer).num_orders == 0


def test_the_deletion_is_written_down_without_personal_data(erased, alice):
    row = Activity.objects.get(kind="customer.erased")
    assert (row.customer, row.by, row.changes, row.facts) == (erased, alice, {}, {})


def test_earlier_activity_keeps_what_and_who_but_not_the_data(erased):
    row = Activity.objects.get(kind="customer.changed")
    assert (row.customer, row.by_name, row.changes, row.facts) == (erased, "Alice Bottega", {}, {})


def test_a_consent_can_be_proved_to_who_names_the_address(erased):
    line = ConsentEvent.objects.get()
    assert line.address == consents.fingerprint("email", "Bob@example.com")
    assert (line.wording, line.how) == ("May we write?", "")


def test_what_people_said_of_themselves_does_not_name_them(bob, alice):
    customer = customer_of(bob)
    consents.grant(customer, channel="email", source="account", wording="News?", by=bob)
    erasure.erase(customer, by=alice)
    assert ConsentEvent.objects.get().by_name == Activity.objects.get(kind="consent.granted").by_name == ""


def test_alerts_that_were_asked_for_without_an_account_go(customer, alice):
    alert = get_model("customer", "ProductAlert").objects.get()
    alert.__class__.objects.create(product=alert.product, email="BOB@example.com", key="k", status="Active")
    erasure.erase(customer, by=alice)
    assert not alert.__class__.objects.exists()


def test_another_account_with_the_same_address_is_left_alone(customer, alice):
    if get_user_model()._meta.get_field("email").unique:
        pytest.skip("this user model allows an address once")
    twin = make_user("bob@example.com")
    get_model("communication", "Email").objects.create(user=twin, email=twin.email, subject="For the twin")
    erasure.erase(customer, by=alice)
    assert get_model("communication", "Email").objects.get().user == twin


def test_what_the_admin_wrote_about_the_person_is_nameless(customer, alice, root):
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(get_user_model())
    for pk in (customer.pk, alice.pk):
        LogEntry.objects.create(
            user=root, content_type=kind, object_id=str(pk), object_repr=f"person {pk}", action_flag=CHANGE
        )
    erasure.erase(customer, by=alice)
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {
        f"deleted-{customer.pk}",
        f"person {alice.pk}",
    }


def test_rights_of_django_are_taken(customer, alice):
    user = customer.user
    user.user_permissions.add(Permission.objects.first())
    erasure.erase(customer, by=alice)
    user = type(user).objects.get(pk=user.pk)
    assert not user.groups.exists()
    assert not user.user_permissions.exists()
    assert Group.objects.filter(name="Newsletter readers").exists()


def test_others_are_told_before_and_after(customer, alice):
    with heard(signals.customer_erasing) as before, heard(signals.customer_erased) as after:
        erasure.erase(customer, by=alice)
    assert (before[0]["user"].pk, before[0]["by"], after[0]["customer"].pk) == (customer.pk, alice, customer.pk)


def test_others_are_told_while_the_data_is_there(customer, alice):
    seen = []

    def listen(sender, customer, user, by, **kwargs):
        seen.append((user.email, user.addresses.count()))

    signals.customer_erasing.connect(listen)
    try:
        erasure.erase(customer, by=alice)
    finally:
        signals.customer_erasing.disconnect(listen)
    assert seen == [("bob@example.com", 1)]


def test_what_others_blank_stays_blank(customer, alice):
    joined = customer.user.date_joined.replace(year=2000)

    def blank(sender, user, **kwargs):
        type(user).objects.filter(pk=user.pk).update(date_joined=joined)

    signals.customer_erasing.connect(blank)
    try:
        erasure.erase(customer, by=alice)
    finally:
        signals.customer_erasing.disconnect(blank)
    assert get_user_model().objects.get(pk=customer.pk).date_joined == joined


@pytest.mark.parametrize("signal", ["customer_erasing", "customer_erased"])
def test_a_refusing_receiver_leaves_everything(customer, alice, signal, tmp_path):
    def refuse(**kwargs):
        raise RuntimeError("The invoice system is down.")

    before = census(customer.user)
    getattr(signals, signal).connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            erasure.erase(customer, by=alice)
    finally:
        getattr(signals, signal).disconnect(refuse)
    assert census(customer.user) == before
    assert get_user_model().objects.get(pk=customer.pk).email == "bob@example.com"
    assert list(tmp_path.rglob("*.jpg"))


def test_twice_is_refused(erased, alice):
    with pytest.raises(PermissionDenied):
        erasure.erase(erased, by=alice)
    assert Activity.objects.filter(kind="customer.erased").count() == 1


def test_a_stale_copy_does_not_delete_twice(customer, alice):
    stale = Customer.objects.get(pk=customer.pk)
    erasure.erase(customer, by=alice)
    with pytest.raises(PermissionDenied):
        erasure.erase(stale, by=alice)


@pytest.mark.parametrize("who", ["root", "viewer", "alice"])
def test_staff_are_never_deleted(request, root, alice, who):
    with pytest.raises(PermissionDenied):
        erasure.erase(customer_of(request.getfixturevalue(who)), by=root)


def test_who_became_staff_a_moment_ago_is_not_deleted(customer, alice):
    get_user_model().objects.filter(pk=customer.pk).update(is_staff=True)
    with pytest.raises(PermissionDenied):
        erasure.erase(customer, by=alice)


def test_a_partner_is_not_deleted(customer, alice):
    get_model("partner", "Partner").objects.create(name="Mill").users.add(customer.user)
    with pytest.raises(PermissionDenied):
        erasure.erase(customer, by=alice)


def test_the_right_to_change_is_not_the_right_to_delete(customer, alice):
    alice.user_permissions.remove(Permission.objects.get(codename="delete_customer"))
    with pytest.raises(PermissionDenied):
        erasure.erase(customer, by=type(alice).objects.get(pk=alice.pk))


def numbers(counts):
    return {str(count.label): count.number for count in counts if count.number}


def test_the_plan_counts(customer):
    (bob,) = erasure.plan([customer]).people
    words = ("Addresses", "Wish lists", "Stock alerts", "Notifications", "Sent e-mails", "Saved cards", "Searches")
    words += ("Viewed products", "Tax exemptions", "Checks of the VAT number", "Extra information", "Notes")
    words += ("Messages to many customers", "Conversations")
    expected = dict.fromkeys(words, 1) | {gettext("Baskets"): 2, "Sign-in details": 5}
    assert numbers(bob.deleted) == expected
    assert numbers(bob.anonymised) == {"Reviews": 1, "Marketing consents": 1, "Activity entries": 2}
    assert numbers(bob.kept) == {"Orders": 2, "Used vouchers": 1, "Votes on reviews": 1}
    assert (bob.orders, bob.open_orders) == (2, 1)


def test_the_plan_is_what_happens(customer, alice):
    planned = erasure.plan([customer]).people[0].rows_deleted
    names = {"addresses.user", "basket.owner"}
    before = census(customer.user)
    erasure.erase(customer, by=alice)
    after = census(customer.user)
    # The alert is a note, and counted as one.
    silent = {"analytics.UserRecord.user", "oscar_clienti.VisitChoice.customer", "oscar_clienti.Note.alert_for"}
    gone = sum(
        before[name] - after[name]
        for name in before
        if name not in silent and "_groups" not in name and "_tags" not in name and "Activity" not in name
    )
    assert gone == planned, names


def test_the_plan_adds_up(customer, carol):
    place_order(carol, OPEN_STATUS)
    total = erasure.plan([customer, customer_of(carol)]).total
    assert (total.orders, total.open_orders) == (3, 2)
    assert numbers(total.kept)["Orders"] == 3


def test_the_plan_names_who_is_excluded(customer, alice):
    plan = erasure.plan([customer, customer_of(alice)])
    assert [left_out.pk for left_out in plan.excluded] == [alice.pk]
    assert len(plan.people) == 1


def test_cancelled_and_finished_orders_are_not_open(bob):
    for status in ("Complete", "Cancelled", "Pending", "Shipped"):
        place_order(bob, status)
    assert erasure.plan([customer_of(bob)]).total.open_orders == 2


def test_the_plan_asks_as_much_for_many_as_for_one(customer, carol, eve, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as one:
        erasure.plan([customer])
    people = [customer, customer_of(carol), customer_of(eve)]
    with django_assert_num_queries(len(one)):
        erasure.plan(people)


def test_every_table_is_known(db):
    """A table that starts pointing to users must be decided upon here."""
    registered = {f"{rows.key}.{rows.owner}" for rows in erasure.personal_rows}
    through = {name for name in pointing_to_users() if name.split(".")[1].count("_") >= 1}
    through.add("oscar_clienti.Note.alert_for")  # The alert is one of the notes.
    assert set(pointing_to_users()) - registered - KEPT_WHOLE - NOT_A_SHOPPERS - set(KEPT_PARTLY) - through == set()


def test_activity_can_not_be_rewritten(customer, alice):
    from oscar_clienti.models.append_only import AppendOnlyError

    row = activity.record(customer, "customer.changed", by=alice)
    with pytest.raises(AppendOnlyError):
        Activity.objects.filter(pk=row.pk).update(by_name="Eve")


@pytest.mark.parametrize("words", ["bob@example.com", "Bob@Example.com", "rossi bob@example.com"])
def test_a_saved_filter_forgets_the_address_and_finds_nobody(bob, alice, words):
    sync.refresh([bob.pk])
    segment = segments.save("Bob", query=urlencode({"q": words}), by=alice)
    mailing = mailings.begin(query=segment.query, by=alice)
    erasure.erase(customer_of(bob), by=alice)
    for row in (Segment.objects.get(pk=segment.pk), Mailing.objects.get(pk=mailing.pk)):
        assert "bob" not in row.query.lower() and f"deleted-{bob.pk}" in row.query


def ask_for(words, by):
    """A mailing, a change of many and an export, all to those who match ``words``; in what is kept of each."""
    query = urlencode({"q": words})
    mailing = mailings.begin(query=query, by=by)
    mailings.write(mailing, kind="service", texts={"en": {"subject": "Hello", "body": "Text"}}, by=by)
    mailings.start(mailing, by=by)
    bulk.start(bulk.acts["deactivate"], bulk.Crowd.now(query), by=by, options={})
    Job.objects.create(kind="export", by=by, params={"selection": {"kind": "matching", "query": query, "pks": []}})
    return [json.dumps(params, ensure_ascii=False).lower() for params in kept_of_jobs()]


def kept_of_jobs():
    return Job.objects.order_by("pk").values_list("params", flat=True)


@pytest.mark.parametrize("words", ["bob@example.com", "Bob@Example.com", "rossi bob@example.com"])
def test_long_work_that_asked_for_the_address_forgets_it(bob, alice, words):
    sync.refresh([bob.pk])
    assert all("bob@example.com" in said or "bob%40example.com" in said for said in ask_for(words, alice))
    erasure.erase(customer_of(bob), by=alice)
    for params in kept_of_jobs():
        said = json.dumps(params).lower()
        assert "bob" not in said and f"deleted-{bob.pk}" in said


def test_in_letters_of_any_kind(alice):
    bob = make_user("bøb@example.com", first_name="Bob")
    sync.refresh([bob.pk])
    ask_for("bøb@example.com", alice)
    erasure.erase(customer_of(bob), by=alice)
    assert [f"deleted-{bob.pk}" in json.dumps(params) for params in kept_of_jobs()] == [True, True, True]


def test_long_work_that_asked_for_others_stays_as_it_was(bob, alice):
    jacob = make_user("jacobbob@example.com", first_name="Jacob")
    sync.refresh([bob.pk, jacob.pk])
    ask_for("jacobbob@example.com", alice)
    before = list(kept_of_jobs())
    erasure.erase(customer_of(bob), by=alice)
    assert list(kept_of_jobs()) == before


def test_filters_that_ask_for_others_stay_as_they_are(bob, alice):
    sync.refresh([bob.pk])
    segment = segments.save("Others", query="q=jacobbob%40example.com", by=alice)
    erasure.erase(customer_of(bob), by=alice)
    assert Segment.objects.get(pk=segment.pk).query == "q=jacobbob%40example.com"
