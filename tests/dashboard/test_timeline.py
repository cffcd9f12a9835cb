"""The timeline: everything that happened with a customer in one list, without gaps, for those who may see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.auth.signals import user_logged_in
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscar.core.loading import get_model
from oscar.test.factories import UserAddressFactory, create_order

from oscar_clienti.dashboard.panels import timeline
from oscar_clienti.dashboard.panels.timeline import Entry, TimelineSource, timeline_sources
from oscar_clienti.models import Activity, Job, StaffOrder, Visit
from oscar_clienti.services import activity, conversations, jobs, mailings
from oscar_clienti.services.activity_log import Asked, Place
from oscar_clienti.services.log_in_as.current import during as visiting
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def customer(bob):
    return customer_of(bob)


@pytest.fixture
def rich(customer, bob, alice):
    """An order that moved on, an e-mail, a sign-in and a change."""
    order = create_order(user=bob, number="100200")
    order.set_status("Being processed") if "Being processed" in order.available_statuses() else None
    get_model("order", "OrderStatusChange").objects.create(order=order, old_status="Pending", new_status="Complete")
    get_model("communication", "Email").objects.create(
        user=bob, email=bob.email, subject="Your order 100200", body_text="Thank you", body_html=""
    )
    activity.record(customer, "sign_in.signed_in", by=bob, facts={"way": "password"})
    activity.record(customer, "customer.changed", by=alice, changes={"phone": ("", "+39 333")})
    return customer


def tab(client, customer, **query):
    return client.get(reverse("dashboard:user-detail", args=[customer.pk]), {"tab": "activity", **query})


def html_of(response):
    return " ".join(response.content.decode().split())


def kinds_shown(response):
    return {entry.kind for entry in response.context["page"].entries}


def entry(response, kind):
    (one,) = [entry for entry in response.context["page"].entries if entry.kind == kind]
    return one


def test_everything_stands_in_one_list(as_alice, rich):
    assert kinds_shown(tab(as_alice, rich)) == {
        "order.placed", "order.status_changed", "email.sent", "sign_in.signed_in", "customer.changed",
    }  # fmt: skip


def test_the_newest_comes_first(as_alice, rich):
    moments = [entry.at for entry in tab(as_alice, rich).context["page"].entries]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("orders", {"order.placed", "order.status_changed"}),
        ("order.placed", {"order.placed"}),
        ("emails", {"email.sent"}),
        ("sign-in", {"sign_in.signed_in"}),
        ("details", {"customer.changed"}),
        ("consents", set()),
    ],
)
def test_it_is_narrowed_by_word(as_alice, rich, kind, found):
    assert kinds_shown(tab(as_alice, rich, kind=kind)) == found


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("customer", {"order.placed", "sign_in.signed_in"}),
        ("shop", {"email.sent", "order.status_changed"}),
        ("name:Alice Bottega", {"customer.changed"}),
    ],
)
def test_it_is_narrowed_by_person(as_alice, rich, who, found):
    assert kinds_shown(tab(as_alice, rich, who=who)) == found


def test_it_is_narrowed_by_days_in_all_sources(as_alice, rich):
    assert kinds_shown(tab(as_alice, rich, until="2020-01-01")) == set()
    assert len(kinds_shown(tab(as_alice, rich, since="2020-01-01"))) == 5


def test_acts_of_jobs_are_found_among_imports(as_alice, customer):
    activity.record(customer, "customer.changed", by=None)
    with activity.during(Job.objects.create(kind="import", title="Import of people.csv")):
        activity.record(customer, "customer.created", by=None)
    assert kinds_shown(tab(as_alice, customer, kind="data")) == {"customer.created"}


def test_jobs_are_named_and_linked_for_those_who_may_see_them(as_alice, customer):
    job = Job.objects.create(kind="import", title="Import of people.csv")
    with activity.during(job):
        activity.record(customer, "customer.created", by=None)
    url = reverse("dashboard:customer-job", args=[job.pk])
    assert entry(tab(as_alice, customer), "customer.created").part_of == (url, "Import of people.csv")


def test_other_peoples_jobs_are_not_named_to_viewers(client, viewer, customer):
    client.force_login(viewer)
    with activity.during(Job.objects.create(kind="import", title="Import of people.csv")):
        activity.record(customer, "customer.created", by=None)
    assert "Import of people.csv" not in html_of(tab(client, customer))


def test_orders_are_linked_for_those_who_may_see_them(client, viewer, rich):
    client.force_login(viewer)
    url = reverse("dashboard:order-detail", args=["100200"])
    assert url not in html_of(tab(client, rich))
    viewer.user_permissions.add(Permission.objects.get(content_type__app_label="order", codename="view_order"))
    assert url in html_of(tab(client, rich))


def test_a_mailing_is_linked_for_those_who_may_see_it(client, viewer, as_alice, customer):
    activity.record(customer, "message.mailed", by=None, facts={"mailing": 7, "subject": "Spring"})
    shown = entry(tab(as_alice, customer), "message.mailed")
    assert (shown.url, shown.facts) == (reverse("dashboard:customer-mailing", args=[7]), [("Subject", "Spring")])
    client.force_login(viewer)
    assert entry(tab(client, customer), "message.mailed").url.endswith("?tab=emails")


def test_a_message_leads_to_its_conversation(as_alice, alice, customer):
    message = conversations.start(customer, subject="Your sofa", text="It is here.", by=alice)
    shown = entry(tab(as_alice, customer, kind="messages"), "message.written")
    assert shown.url == reverse("dashboard:customer-conversation", args=[message.conversation_id])
    assert shown.facts == [("Subject", "Your sofa")]


def test_notes_are_not_told_to_who_may_not_read_them(client, viewer, customer):
    Activity.objects.create(customer=customer, kind="note.written")
    Activity.objects.create(customer=customer, kind="conversation.opened")
    client.force_login(viewer)
    assert kinds_shown(tab(client, customer)) == set()


def test_what_a_message_to_many_left_among_the_emails_stands_there_once(as_alice, customer, alice):
    mailing = mailings.begin(chosen=[customer.pk], by=alice)
    texts = {"en": {"subject": "Spring", "body": "It is here."}}
    jobs.work(mailings.start(mailings.write(mailing, kind="service", texts=texts, by=alice), by=alice).pk)
    assert get_model("communication", "Email").objects.get(user=customer.pk).subject == "Spring"
    assert kinds_shown(tab(as_alice, customer, what="emails")) == {"message.mailed"}


def test_an_order_is_the_doing_of_whoever_was_logged_in_as_the_customer(as_alice, customer, alice, bob):
    create_order(user=bob, number="100300")
    activity.record(customer, "log_in_as.ordered", by=alice, facts={"order": "100300"})
    assert entry(tab(as_alice, customer), "order.placed").who == "Alice Bottega"
    assert "order.placed" not in kinds_shown(tab(as_alice, customer, who="customer"))


def test_an_order_is_the_doing_of_whoever_placed_it_for_the_customer(as_alice, customer, bob):
    order = create_order(user=bob, number="100300")
    placed = {"order": order, "order_number": "100300", "by_name": "Alice Bottega", "state": StaffOrder.State.PLACED}
    StaffOrder.objects.create(customer=customer, **placed)
    assert entry(tab(as_alice, customer), "order.placed").who == "Alice Bottega"
    assert "order.placed" not in kinds_shown(tab(as_alice, customer, who="customer"))


def test_an_email_is_opened_where_it_stands_in_its_list(as_alice, customer, bob):
    Email = get_model("communication", "Email")
    first = Email.objects.create(user=bob, email=bob.email, subject="The first", body_text="Hello you", body_html="")
    for number in range(25):
        Email.objects.create(user=bob, email=bob.email, subject=f"No. {number}", body_text="x", body_html="")
    (one,) = [e for e in all_entries(customer, as_alice) if e.facts[0][1] == "The first"]
    assert one.url.endswith(f"?tab=emails&email={first.pk}#email-{first.pk}")
    assert "Hello you" in html_of(as_alice.get(one.url))


def test_subjects_tell_no_secrets(as_alice, customer, bob):
    subject = "Open https://shop.example/reset/c9x2f1-3b8f0a1b2c3d4e5f6a7b/"
    get_model("communication", "Email").objects.create(user=bob, email=bob.email, subject=subject, body_html="")
    html = html_of(tab(as_alice, customer))
    assert "3b8f0a1b2c3d" not in html and "[link hidden]" in html


def test_staff_in_a_customers_place_is_named(as_alice, customer, bob):
    home = UserAddressFactory(user=bob)
    visit = {"reason": "Moved, and told us on the phone", "acts": "1"}
    as_alice.post(reverse("dashboard:customer-log-in-as", args=[customer.pk]), visit)
    as_alice.post(reverse("customer:address-delete", args=[home.pk]))
    as_alice.post(reverse("customer:visit-stop"))
    assert entry(tab(as_alice, customer), "address.deleted").who == "Alice Bottega as Bob Rossi"
    html = html_of(tab(as_alice, customer))
    assert "Alice Bottega as Bob Rossi" in html and "<dt>as</dt>" not in html


def test_it_speaks_italian_where_the_catalogue_does(as_alice, rich):
    html = as_alice.get(
        reverse("dashboard:user-detail", args=[rich.pk]), {"tab": "activity"}, headers={"accept-language": "it"}
    ).content.decode()
    assert "Dati modificati" in html


def test_the_queries_do_not_grow_with_the_rows(as_alice, rich, bob, alice):
    from django.db import connection

    def number():
        with CaptureQueriesContext(connection) as queries:
            assert tab(as_alice, rich).status_code == 200
        return len(queries)

    before = number()
    for n in range(40):
        create_order(user=bob, number=f"2000{n}")
        activity.record(rich, "customer.changed", by=alice, changes={"phone": ("", str(n))})
    assert number() <= before


def test_one_query_for_each_source_and_one_for_who_placed_the_orders(rich, alice, django_assert_num_queries):
    reader = timeline.Reader(alice)
    for right in ("view_customer", "order.view_order"):
        reader.may(right)
    with django_assert_num_queries(5):
        timeline.page(rich, reader=reader, asked=Asked())
    with django_assert_num_queries(2):
        timeline.page(rich, reader=reader, asked=Asked(what="emails"))


# Other apps.


class Points(TimelineSource):
    key, right, kinds = "points", "manage_tags", ("points.given",)

    def older(self, customer, *, before, limit, asked, reader):
        return [Entry(NOON, 1, "points.given", "Points given")]


@pytest.fixture
def points():
    timeline_sources.register(Points())
    yield
    timeline_sources.unregister("points")


def test_another_app_tells_its_own(as_alice, customer, points):
    assert "Points given" in html_of(tab(as_alice, customer))


def test_who_lacks_the_right_is_not_told(client, viewer, customer, points):
    client.force_login(viewer)
    assert "Points given" not in html_of(tab(client, customer))


def test_a_source_is_only_asked_for_what_it_may_have(as_alice, customer, points):
    assert kinds_shown(tab(as_alice, customer, kind="orders")) == set()
    assert kinds_shown(tab(as_alice, customer, kind="other")) == {"points.given"}


# Pages.


class At(TimelineSource):
    """Entries at given moments, as seconds after noon."""

    def __init__(self, key, seconds):
        self.key, self.seconds = key, sorted(enumerate(seconds), key=lambda pair: (pair[1], pair[0]), reverse=True)

    def older(self, customer, *, before, limit, asked, reader):
        rows = [(NOON + timedelta(seconds=second), number) for number, second in self.seconds]
        if before is not None:
            rows = [(at, n) for at, n in rows if at < before.at or (at == before.at and n < before.number)]
        return [Entry(at, number, f"{self.key}.x", f"{self.key} {number}") for at, number in rows[:limit]]


def all_entries(customer, client=None, size=25, user=None):
    reader = timeline.Reader(user or make_user(is_superuser=True, is_staff=True))
    entries, before = [], None
    while True:
        page = timeline.page(customer, reader=reader, asked=Asked(), before=before, size=size)
        entries += page.entries
        if page.older is None:
            return entries
        before = Place.parse(str(page.older))


SECONDS = st.lists(st.integers(0, 2), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(one=SECONDS, two=SECONDS, three=SECONDS, size=st.integers(1, 4))
def test_no_page_leaves_out_or_repeats_what_happened_at_the_same_moment(root, bob, one, two, three, size):
    customer = customer_of(bob)
    kept = list(timeline_sources)
    sources = [At("b", two), At("a", one), At("z", three)]
    for source in kept:
        timeline_sources.unregister(source.key)
    for source in sources:
        timeline_sources.register(source)
    try:
        entries = all_entries(customer, size=size, user=root)
    finally:
        for source in sources:
            timeline_sources.unregister(source.key)
        for source in kept:
            timeline_sources.register(source)
    labels = [entry.label for entry in entries]
    assert len(labels) == len(set(labels)) == len(one) + len(two) + len(three)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)


def test_rows_of_all_tables_at_one_moment_come_once_each(customer, bob):
    numbers = {create_order(user=bob, number=f"77{n}").number for n in range(3)}
    get_model("order", "Order").objects.filter(user=bob).update(date_placed=NOON)
    Email = get_model("communication", "Email")
    for n in range(3):
        Email.objects.create(user=bob, email=bob.email, subject=f"S{n}", body_html="")
    Email.objects.update(date_sent=NOON)
    for _n in range(3):
        Activity.objects.create(customer=customer, kind="customer.changed", at=NOON)
    for size in (1, 2, 4):
        entries = [e for e in all_entries(customer, size=size) if e.at == NOON]
        assert len({(e.kind, e.number) for e in entries}) == len(entries) == 9
        assert {dict(e.facts)["Order"] for e in entries if e.kind == "order.placed"} == numbers


# Signing in.


def test_a_customer_who_signs_in_is_written_down(client, customer, bob):
    client.force_login(bob)
    row = Activity.objects.get(kind="sign_in.signed_in")
    assert (row.customer_id, row.by, row.facts) == (bob.pk, bob, {})


@pytest.mark.parametrize("who", ["alice", "root"])
def test_the_shops_own_people_are_not_written_down(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert not Activity.objects.filter(kind="sign_in.signed_in").exists()


def test_staff_in_a_customers_place_does_not_sign_in_as_the_customer(alice, customer, bob):
    visit = Visit.objects.create(customer=customer, by=alice, expires_at=timezone.now())
    with visiting(visit, staff=alice):
        user_logged_in.send(sender=type(bob), request=None, user=bob)
    assert not Activity.objects.filter(kind="sign_in.signed_in").exists()


def test_a_visit_is_told_in_words(as_alice, alice, customer):
    activity.record(customer, "log_in_as.started", by=alice, facts={"reason": "Basket is stuck", "mode": "read-only"})
    activity.record(customer, "log_in_as.ended", by=alice, facts={"why": "expired", "minutes": 30})
    shown = tab(as_alice, customer, kind="log-in-as")
    assert entry(shown, "log_in_as.started").facts == [("Allowed", "May only look"), ("Reason", "Basket is stuck")]
    assert entry(shown, "log_in_as.ended").facts == [("Why", "The time was up"), ("Minutes", "30")]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("right", "The member of staff may not do this"),
        ("powers", "The account can do more than buy"),
        ("inactive", "The account is inactive"),
        ("refused", "The customer does not allow it"),
    ],
)
def test_a_visit_that_was_refused_says_why(as_alice, alice, customer, why, words):
    activity.record(customer, "log_in_as.refused", by=alice, facts={"why": why})
    shown = entry(tab(as_alice, customer), "log_in_as.refused")
    assert (str(shown.label), shown.facts) == ("Log-in as the customer refused", [("Why", words)])


@pytest.mark.parametrize("kind", ["log_in_as.acted", "log_in_as.stopped_short"])
@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("basket:add", "Basket"),
        ("checkout:shipping-address", "Checkout"),
        ("customer:address-change-status", "Addresses"),
        ("customer:order", "Orders"),
        ("customer:order-line", "Orders"),
        ("customer:wishlists-add-product", "Wish lists"),
        ("loyalty:spend", "loyalty:spend"),
    ],
)
def test_where_a_visitor_did_something_is_read_as_words(as_alice, alice, customer, kind, page, words):
    activity.record(customer, kind, by=alice, facts={"page": page, "method": "POST"})
    assert entry(tab(as_alice, customer), kind).facts == [("Page", words)]


@pytest.mark.parametrize(("page", "words"), [("checkout:preview", "Cassa"), ("customer:order", "Ordini")])
def test_where_a_visitor_did_something_is_read_in_italian_too(as_alice, alice, customer, page, words):
    activity.record(customer, "log_in_as.acted", by=alice, facts={"page": page, "method": "POST"})
    where, query = reverse("dashboard:user-detail", args=[customer.pk]), {"tab": "activity"}
    shown = as_alice.get(where, query, headers={"accept-language": "it"})
    assert entry(shown, "log_in_as.acted").facts == [("Pagina", words)]


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("password", "With the password"),
        ("code", "With a link or code by e-mail"),
        ("socialaccount:google", "With an account elsewhere (google)"),
        ("mfa", "With a passkey"),
        ("carrier_pigeon", "carrier pigeon"),
    ],
)
def test_the_way_in_is_read_as_words(as_alice, customer, bob, way, words):
    activity.record(customer, "sign_in.signed_in", by=bob, facts={"way": way})
    assert entry(tab(as_alice, customer), "sign_in.signed_in").facts == [("How", words)]


def test_only_who_may_see_the_group_sees_its_acts(client, customer, monkeypatch):
    from oscar_clienti.services.activity_log import KindGroup, kind_groups

    kept = kind_groups["consents"]
    kind_groups.register(KindGroup("consents", "Consents", "fas fa-x", ("consent.",), right="manage_tags"))
    try:
        activity.record(customer, "consent.granted", by=None)
        client.force_login(grant(make_user(is_staff=True), "view_customer"))
        assert kinds_shown(tab(client, customer)) == set()
    finally:
        kind_groups.register(kept)
