"""Staff in the shop as a customer: during the visit, at its end, and in both baskets."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import PartnerFactory, UserAddressFactory, create_order, create_product

from oscar_clienti.models import Activity, Visit
from oscar_clienti.services import conversations, customers, log_in_as
from tests.conftest import customer_of, grant, make_user
from tests.crawling import forms_in
from tests.shop.shops import address_of

pytestmark = pytest.mark.django_db

WHY = "Does not find her invoice"
BANNER = "clv-why"
SUMMARY = "/accounts/"


def enter(client, user, **more):
    """Log in as ``user`` through the page, as staff does."""
    url = reverse("dashboard:customer-log-in-as", args=[user.pk])
    answer = client.post(url, {"reason": WHY, **more})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Visit.objects.latest("pk")


def stop(client):
    return client.post(reverse("customer:visit-stop"))


@pytest.fixture
def inside(as_alice, bob):
    """Alice's browser, looking at the shop as Bob."""
    enter(as_alice, bob)
    return as_alice


@pytest.fixture
def acting(as_alice, bob):
    """Alice's browser, acting for Bob."""
    enter(as_alice, bob, acts="1")
    return as_alice


def text(answer):
    return answer.content.decode()


# Beginning.


def test_a_link_begins_nothing(as_alice, bob):
    as_alice.get(reverse("dashboard:customer-log-in-as", args=[bob.pk]))
    assert not Visit.objects.exists()


def test_a_foreign_page_begins_nothing(alice, bob):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    answer = browser.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), {"reason": WHY})
    assert answer.status_code == 403
    assert not Visit.objects.exists()


def test_without_a_reason_the_form_says_so(as_alice, bob):
    answer = as_alice.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), {"reason": " "})
    assert answer.status_code == 200
    assert not Visit.objects.exists()


def test_who_is_refused_reads_why_and_it_is_written_down(as_alice, alice, bob):
    log_in_as.choose(customer_of(bob), allowed=False, by=bob)
    answer = as_alice.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), {"reason": WHY})
    assert "does not want the shop to look into the account" in text(answer)
    assert Activity.objects.get(kind="log_in_as.refused").by_id == alice.pk


def test_there_is_no_page_for_staff_accounts_and_nothing_is_written_down(as_alice, root):
    customer_of(root)
    answer = as_alice.post(reverse("dashboard:customer-log-in-as", args=[root.pk]), {"reason": WHY})
    assert answer.status_code == 404
    assert not Activity.objects.filter(kind="log_in_as.refused").exists()


def test_off_there_is_no_such_page_and_no_button(as_alice, bob, settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS = "off"
    url = reverse("dashboard:customer-log-in-as", args=[bob.pk])
    assert as_alice.get(url).status_code == 404
    assert url not in text(as_alice.get(reverse("dashboard:user-detail", args=[bob.pk])))


def test_the_button_is_in_the_list_and_on_the_profile(as_alice, bob):
    customer_of(bob)
    url = reverse("dashboard:customer-log-in-as", args=[bob.pk])
    assert url in text(as_alice.get(reverse("dashboard:users-index")))
    assert url in text(as_alice.get(reverse("dashboard:user-detail", args=[bob.pk])))


def test_the_button_is_on_the_order(client, root, bob):
    order = create_order(number="100001", user=bob)
    client.force_login(root)
    page = text(client.get(reverse("dashboard:order-detail", args=[order.number])))
    assert reverse("dashboard:customer-log-in-as", args=[bob.pk]) in page


def test_without_the_right_there_is_no_button(client, viewer, bob):
    client.force_login(viewer)
    url = reverse("dashboard:customer-log-in-as", args=[bob.pk])
    assert url not in text(client.get(reverse("dashboard:user-detail", args=[bob.pk])))


def test_who_may_only_look_is_not_asked_whether_to_act(client, bob):
    clerk = grant(make_user(is_staff=True), "view_customer", "log_in_as_customer")
    client.force_login(clerk)
    enter(client, bob, acts="1")
    assert not Visit.objects.get().acts


# What is seen.


def test_the_shop_is_bobs(inside, bob):
    answer = inside.get(SUMMARY, follow=True)
    assert answer.wsgi_request.path.startswith("/accounts/")
    assert bob.email in text(inside.get(reverse("customer:profile-view")))


def test_the_banner_says_who_and_why(inside):
    page = text(inside.get("/", follow=True))
    for words in ("You see the shop as Bob Rossi", "Alice Bottega", WHY, "30 minutes left", "Read-only"):
        assert words in page


def test_the_reason_is_text(as_alice, bob):
    as_alice.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), {"reason": "<script>x</script>"})
    assert "<script>x</script>" not in text(as_alice.get("/", follow=True))


def test_the_banner_is_on_every_kind_of_page(inside, bob):
    product = create_product(price=10, num_in_stock=5)
    order = create_order(number="100001", user=bob)
    for url in (
        "/catalogue/",
        product.get_absolute_url(),
        reverse("basket:summary"),
        "/search/?q=x",
        reverse("offer:list"),
        reverse("customer:order-list"),
        reverse("customer:order", args=[order.number]),
        reverse("customer:address-list"),
        reverse("customer:profile-view"),
        reverse("customer:email-list"),
        reverse("customer:wishlists-list"),
        reverse("customer:notifications-inbox"),
        "/there-is-no-such-page/",
        reverse("dashboard:index"),
    ):
        assert BANNER in text(inside.get(url)), url


@pytest.fixture
def checking_out(acting, bob):
    """Alice's browser with everything chosen but the last button."""
    acting.post(reverse("basket:add", args=[create_product(price=10, num_in_stock=5).pk]), {"quantity": 1})
    acting.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": address_of(bob).pk})
    acting.post(reverse("checkout:shipping-method"), {"method_code": "courier"})
    return acting


STEPS = ["shipping-address", "shipping-method", "payment-details", "preview"]


@pytest.mark.once
@pytest.mark.parametrize("step", STEPS)
def test_the_banner_is_on_every_page_of_the_checkout(checking_out, step):
    assert BANNER in text(checking_out.get(reverse(f"checkout:{step}")))


@pytest.mark.once
@pytest.mark.parametrize("step", STEPS)
def test_nothing_of_the_checkout_is_kept_in_any_cache(checking_out, step):
    assert checking_out.get(reverse(f"checkout:{step}"))["Cache-Control"] == "no-store, private"


def test_the_banner_is_on_the_last_page_of_a_purchase_too(checking_out):
    thanks = checking_out.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)
    assert thanks.wsgi_request.path == reverse("checkout:thank-you")
    assert BANNER in text(thanks)


def test_nothing_is_kept_in_any_cache(inside):
    for url in ("/catalogue/", "/there-is-no-such-page/", reverse("dashboard:index")):
        assert inside.get(url)["Cache-Control"] == "no-store, private"


def broken(request):
    raise RuntimeError("out of order")


def slow(request):
    """While it works, the visit ends elsewhere, and its session with it."""
    request.session["paid"] = True
    log_in_as.visiting.forget_session(request.session.session_key)
    return HttpResponse("paid")


urlpatterns = [
    path("broken/", broken),
    path("slow/", slow),
    path("json/", lambda request: JsonResponse({"body": "<body>"})),
    path("stream/", lambda request: StreamingHttpResponse([b"<html><body>", b"</body></html>"])),
    path("part/", lambda request: HttpResponse("<li>one</li>")),
    path("packed/", lambda request: HttpResponse(b"<body>", headers={"Content-Encoding": "gzip"})),
    path("sized/", lambda request: HttpResponse(b"<body>", headers={"Content-Length": "6"})),
    path("shop/pay/", lambda request: HttpResponse(f"paid by {request.user.email}"), name="pay"),
    path("", include("sandbox.urls")),
]


@override_settings(ROOT_URLCONF="tests.test_middleware")
def test_a_page_that_breaks_has_the_banner(inside):
    inside.raise_request_exception = False
    answer = inside.get("/broken/")
    assert answer.status_code == 500
    assert BANNER in text(answer)
    assert "no-store" in answer["Cache-Control"]


@override_settings(ROOT_URLCONF="tests.test_middleware")
@pytest.mark.parametrize("page", ["json", "part", "packed"])
def test_what_is_no_whole_page_is_left_alone(inside, page):
    assert BANNER not in text(inside.get(f"/{page}/"))


@override_settings(ROOT_URLCONF="tests.test_middleware")
def test_a_stream_is_left_alone(inside):
    assert b"".join(inside.get("/stream/").streaming_content) == b"<html><body></body></html>"


@override_settings(ROOT_URLCONF="tests.test_middleware")
def test_the_length_is_told_anew(inside):
    answer = inside.get("/sized/")
    assert int(answer["Content-Length"]) == len(answer.content)


def test_a_browser_without_a_session_is_not_asked_for_one(client):
    with CaptureQueriesContext(connection) as asked:
        client.get("/there-is-no-such-page/")
    assert not [query for query in asked if "django_session" in query["sql"]]


# What is closed.

CLOSED = [
    "customer:profile-update",
    "customer:profile-delete",
    "customer:change-password",
    "customer:preferences",
    "customer:security",
    "customer:visits",
    "customer:my-data",
    "customer:logout",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_logout",
    "account_reauthenticate",
    "account_step_up",
    "socialaccount_connections",
    "usersessions_list",
    "mfa_index",
    "dashboard:index",
    "dashboard:users-index",
    "dashboard:order-list",
    "admin:index",
]


@pytest.mark.once
@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_stays_closed(acting, name):
    assert acting.get(reverse(name)).status_code == 403


@pytest.mark.once
@pytest.mark.parametrize("name", CLOSED)
def test_nothing_can_be_sent_there_either(acting, name):
    assert acting.post(reverse(name), {}).status_code == 403


def test_letters_of_the_shop_are_closed(acting, bob):
    """A letter may hold a link into the account."""
    letter = get_model("communication", "Email").objects.create(user=bob, email=bob.email, subject="x", body_text="y")
    assert acting.get(reverse("customer:email-detail", args=[letter.pk])).status_code == 403


@pytest.fixture
def written_to(bob, alice):
    """The pages of a message to Bob, with a file."""
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    message = conversations.start(customer_of(bob), subject="Sofa", text="It is here", uploads=[paper], by=alice)
    thread = message.conversation_id
    return [
        reverse("customer:messages"),
        reverse("customer:message", args=[thread]),
        reverse("customer:message-file", args=[thread, message.files.get().public_id]),
    ]


def test_messages_are_read_by_who_may_read_them_in_the_dashboard(inside, written_to):
    assert [inside.get(page).status_code for page in written_to] == [200, 200, 200]


def test_messages_are_hidden_from_who_may_not_read_them_in_the_dashboard(client, bob, written_to):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "log_in_as_customer"))
    enter(client, bob)
    assert [client.get(page).status_code for page in written_to] == [403, 403, 403]


def test_a_page_of_the_dashboard_that_asks_by_itself_is_no_attempt(inside):
    """A job's page, open in another tab, looks every second how far it is."""
    page = reverse("dashboard:customer-job-progress", args=[1])
    assert inside.get(page, headers={"hx-request": "true"}).status_code == 403
    assert not Activity.objects.filter(kind="log_in_as.stopped_short").exists()


def test_what_is_sent_by_a_script_is_an_attempt(inside):
    inside.post(reverse("customer:message", args=[1]), headers={"hx-request": "true"})
    assert Activity.objects.filter(kind="log_in_as.stopped_short").exists()


def test_the_banner_says_how_many_seconds_are_left(inside):
    """A clock that goes wrong at the visitor's must not end it."""
    left = int(re.search(r'data-clv-left="(\d+)"', text(inside.get(reverse("customer:profile-view"))))[1])
    assert 29 * 60 < left <= 30 * 60


def test_the_file_of_a_customers_data_is_closed(inside):
    assert inside.get(reverse("customer:my-data-file", args=[1])).status_code == 403
    assert Activity.objects.filter(kind="log_in_as.stopped_short").exists()


def test_a_notice_is_not_marked_as_read(inside, bob):
    notice = get_model("communication", "Notification").objects.create(recipient=bob, subject="x")
    inside.get(reverse("customer:notifications-detail", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.date_read is None


def test_no_visit_on_top_of_a_visit(inside, carol):
    answer = inside.post(reverse("dashboard:customer-log-in-as", args=[carol.pk]), {"reason": WHY})
    assert answer.status_code == 409
    assert Visit.objects.count() == 1


def test_a_store_closes_pages_of_its_own(inside, settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS_CLOSED = ["customer:address-list"]
    assert inside.get(reverse("customer:address-list")).status_code == 403


# Looking only.


def test_looking_takes_nothing_into_the_basket(inside, bob):
    product = create_product(price=10, num_in_stock=5)
    answer = inside.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    assert answer.status_code == 403
    assert not get_model("basket", "Line").objects.exists()


def test_looking_writes_nothing(inside, bob):
    product = create_product(price=10, num_in_stock=5)
    for url in (product.get_absolute_url(), "/search/?q=chair", reverse("basket:summary")):
        inside.get(url)
    for app, model in (("analytics", "UserProductView"), ("analytics", "UserSearch"), ("analytics", "UserRecord")):
        assert not get_model(app, model).objects.filter(user=bob).exists()
    assert not get_model("basket", "Basket").objects.filter(owner=bob).exists()


def test_an_address_that_acts_when_it_is_opened_is_no_way_round(inside, bob):
    home = UserAddressFactory(user=bob, is_default_for_shipping=False)
    url = reverse("customer:address-change-status", args=[home.pk, "default_for_shipping"])
    assert inside.get(url).status_code == 403
    home.refresh_from_db()
    assert not home.is_default_for_shipping


def test_what_was_refused_is_written_down(inside, alice):
    inside.post(reverse("basket:vouchers-add"), {"code": "X"})
    row = Activity.objects.latest("pk")
    assert (row.kind, row.by_id, row.facts["page"]) == ("log_in_as.stopped_short", alice.pk, "basket:vouchers-add")


def test_the_language_may_be_chosen_which_is_no_act(inside):
    assert inside.post(reverse("set_language"), {"language": "it", "next": "/"}).status_code == 302
    assert not Activity.objects.filter(kind="log_in_as.acted").exists()


def test_what_is_sent_to_nowhere_is_no_act(acting):
    acting.post("/there-is-no-such-page/", {})
    assert not Activity.objects.filter(kind="log_in_as.acted").exists()


# Acting.


def test_acting_fills_bobs_basket(acting, bob):
    product = create_product(price=10, num_in_stock=5)
    assert acting.post(reverse("basket:add", args=[product.pk]), {"quantity": 2}).status_code == 302
    assert get_model("basket", "Basket").objects.get(owner=bob).num_items == 2


def test_every_act_is_written_down(acting, alice):
    product = create_product(price=10, num_in_stock=5)
    acting.post(reverse("basket:add", args=[product.pk]), {"quantity": 2})
    row = Activity.objects.filter(kind="log_in_as.acted").get()
    assert (row.by_id, row.facts["page"]) == (alice.pk, "basket:add")


def test_an_act_by_a_link_is_written_down_too(acting, bob):
    home = UserAddressFactory(user=bob, is_default_for_shipping=False)
    acting.get(reverse("customer:address-change-status", args=[home.pk, "default_for_shipping"]))
    row = Activity.objects.filter(kind="log_in_as.acted").get()
    assert row.facts == {"page": "customer:address-change-status", "method": "GET"}


@pytest.mark.parametrize("button", ["order", "order-line"])
def test_order_again_fills_bobs_basket(acting, bob, button):
    """With all of the order, or with one of its lines."""
    order = create_order(number="100001", user=bob)
    addresses = {
        "order": reverse("customer:order", args=[order.number]),
        "order-line": reverse("customer:order-line", args=[order.number, order.lines.get().pk]),
    }
    page = text(acting.get(addresses["order"]))
    (form,) = [form for form in forms_in(page) if form.action == addresses[button]]
    acting.post(form.action, form.data())
    assert get_model("basket", "Basket").objects.get(owner=bob, status="Open").num_items == 1


def test_a_wish_list_is_not_filled_by_a_link(acting, bob):
    product, wishes = create_product(), get_model("wishlists", "WishList").objects.create(owner=bob)
    assert acting.get(reverse("customer:wishlists-add-product", args=[product.pk])).status_code == 403
    line = wishes.lines.create(product=product)
    move = reverse("customer:wishlists-move-product-to-another", args=[wishes.key, line.pk, wishes.key])
    assert acting.get(move).status_code == 403


def test_acting_is_for_what_is_listed(acting):
    product = create_product(price=10, num_in_stock=5)
    review = reverse("catalogue:reviews-add", args=[product.slug, product.pk])
    assert acting.post(review, {"title": "x", "score": 5, "body": "y"}).status_code == 403
    assert acting.post(reverse("customer:wishlists-create"), {"name": "x"}).status_code == 403


@override_settings(ROOT_URLCONF="tests.test_middleware")
def test_a_store_opens_pages_of_its_own(acting, bob, settings):
    assert acting.post("/shop/pay/").status_code == 403
    settings.OSCAR_CLIENTI_LOG_IN_AS_ACTS = ["pay"]
    assert text(acting.post("/shop/pay/")) == f"paid by {bob.email}"


def test_views_are_not_counted_while_acting(acting, bob):
    product = create_product(price=10, num_in_stock=5)
    answer = acting.get(product.get_absolute_url())
    assert not get_model("analytics", "UserProductView").objects.exists()
    assert "oscar_history" not in answer.cookies


# No sign-in.


def test_the_last_sign_in_stays_as_it_was(as_alice, bob):
    before = type(bob).objects.get(pk=bob.pk).last_login
    enter(as_alice, bob, acts="1")
    as_alice.get("/catalogue/")
    assert type(bob).objects.get(pk=bob.pk).last_login == before


def test_the_customers_list_of_devices_knows_nothing_of_it(acting, bob):
    from allauth.usersessions.models import UserSession

    acting.get(reverse("customer:order-list"))
    assert not UserSession.objects.filter(user=bob).exists()


# Baskets.


def cookie_basket(browser, product):
    """Somebody who is not signed in takes ``product``; the basket is in a cookie."""
    browser.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    assert "oscar_open_basket" in browser.cookies


def test_what_staff_took_before_is_not_in_bobs_basket(client, alice, bob):
    product = create_product(price=10, num_in_stock=5)
    cookie_basket(client, product)
    client.force_login(alice)
    enter(client, bob, acts="1")
    client.get(reverse("basket:summary"))
    assert not get_model("basket", "Line").objects.filter(basket__owner=bob).exists()


def test_what_bob_had_is_not_in_the_staffs_basket(acting, alice, bob):
    product = create_product(price=10, num_in_stock=5)
    acting.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    stop(acting)
    acting.get(reverse("basket:summary"))
    assert not get_model("basket", "Line").objects.filter(basket__owner=alice).exists()
    assert get_model("basket", "Line").objects.filter(basket__owner=bob).count() == 1


def test_the_staffs_own_basket_waits(client, alice, bob):
    product = create_product(price=10, num_in_stock=5)
    client.force_login(alice)
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 3})
    enter(client, bob, acts="1")
    client.get(reverse("basket:summary"))
    stop(client)
    assert get_model("basket", "Basket").objects.get(owner=alice).num_items == 3


def test_nothing_of_one_customer_is_there_for_the_next(as_alice, bob, carol):
    enter(as_alice, bob, acts="1")
    as_alice.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": "1"})
    session = log_in_as.visiting.session_of(Visit.objects.get())
    session["checkout_data"] = {"shipping": {"user_address_id": 1}}
    session.save()
    stop(as_alice)
    assert "checkout_data" not in as_alice.session
    enter(as_alice, carol, acts="1")
    as_alice.get(reverse("basket:summary"))
    assert "checkout_data" not in log_in_as.visiting.session_of(Visit.objects.latest("pk"))


# The end.


@override_settings(ROOT_URLCONF="tests.test_middleware")
def test_what_was_under_way_when_it_ended_is_answered(acting):
    assert text(acting.get("/slow/")) == "paid"


def test_where_the_shop_forgot_the_visits_session_the_time_is_up(inside):
    log_in_as.visiting.forget_session(Visit.objects.get().session_key)
    assert inside.get("/catalogue/").status_code == 403
    assert Visit.objects.get().end == Visit.End.EXPIRED


def test_the_visits_session_lasts_as_long_as_the_visit(inside, settings):
    session = log_in_as.visiting.session_of(Visit.objects.get())
    assert session.get_expiry_age() == 30 * 60


def test_stop_brings_staff_back_to_the_profile(inside, bob):
    assert stop(inside).url == reverse("dashboard:user-detail", args=[bob.pk])
    assert inside.get(reverse("dashboard:index")).status_code == 200
    assert Visit.objects.get().end == Visit.End.STOPPED


def test_stopping_is_no_link(inside):
    assert inside.get(reverse("customer:visit-stop")).status_code == 405
    assert Visit.objects.get().ended_at is None


def test_forms_from_before_are_void(alice, bob):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    page = browser.get(reverse("dashboard:customer-log-in-as", args=[bob.pk]))
    old = page.context["csrf_token"]
    token = {"csrfmiddlewaretoken": str(old)}
    browser.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), {"reason": WHY, **token})
    assert Visit.objects.exists()
    assert browser.post(reverse("customer:visit-stop"), token).status_code == 403


def staff_dismissed(alice, bob):
    type(alice).objects.filter(pk=alice.pk).update(is_active=False)


def staff_demoted(alice, bob):
    alice.user_permissions.remove(Permission.objects.get(codename="log_in_as_customer"))


def staff_may_only_look_now(alice, bob):
    alice.user_permissions.remove(Permission.objects.get(codename="act_as_customer"))


def staff_lost_the_second_factor(alice, bob):
    apps.get_model("mfa.Authenticator").objects.create(user=alice, type="totp", data={}).delete()


def staff_is_staff_no_more(alice, bob):
    type(alice).objects.filter(pk=alice.pk).update(is_staff=False)


def staff_has_a_new_password(alice, bob):
    alice.set_password("something-else-1")
    alice.save()


def staff_deleted(alice, bob):
    type(alice).objects.get(pk=alice.pk).delete()


def customer_promoted(alice, bob):
    type(bob).objects.filter(pk=bob.pk).update(is_superuser=True)


def customer_is_a_partner(alice, bob):
    PartnerFactory().users.add(bob)


def customer_has_a_permission(alice, bob):
    bob.user_permissions.add(Permission.objects.first())


def customer_deactivated(alice, bob):
    customers.deactivate(customer_of(bob), by=alice)


def customer_has_a_new_password(alice, bob):
    bob.set_password("bob-is-back-at-home")
    bob.save()


def customer_refuses(alice, bob):
    log_in_as.choose(customer_of(bob), allowed=False, by=bob)


def customer_deleted(alice, bob):
    type(bob).objects.get(pk=bob.pk).delete()


def time_is_up(alice, bob):
    Visit.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def another_took_its_place(alice, bob):
    Visit.objects.update(ended_at=timezone.now(), end=Visit.End.REPLACED)


ENDS = {
    staff_dismissed: Visit.End.SIGNED_OUT,
    staff_demoted: Visit.End.STAFF,
    staff_may_only_look_now: Visit.End.STAFF,
    staff_lost_the_second_factor: Visit.End.STAFF,
    staff_is_staff_no_more: Visit.End.STAFF,
    staff_has_a_new_password: Visit.End.SIGNED_OUT,
    staff_deleted: Visit.End.SIGNED_OUT,
    customer_promoted: Visit.End.CUSTOMER,
    customer_is_a_partner: Visit.End.CUSTOMER,
    customer_has_a_permission: Visit.End.CUSTOMER,
    customer_deactivated: Visit.End.CUSTOMER,
    customer_has_a_new_password: Visit.End.PASSWORD,
    customer_refuses: Visit.End.REFUSED,
    customer_deleted: Visit.End.CUSTOMER,
    time_is_up: Visit.End.EXPIRED,
    another_took_its_place: Visit.End.REPLACED,
}


@pytest.mark.parametrize("happens", ENDS, ids=lambda happens: happens.__name__)
def test_it_ends_at_the_next_request(as_alice, alice, bob, happens):
    enter(as_alice, bob, acts="1")
    assert bob.email in text(as_alice.get(reverse("customer:profile-view")))
    happens(alice, bob)
    answer = as_alice.get(reverse("customer:profile-view"))
    assert bob.email not in text(answer)
    assert BANNER not in text(answer)
    assert not Visit.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("happens", ENDS, ids=lambda happens: happens.__name__)
def test_it_is_written_down_why_it_ended(as_alice, alice, bob, happens):
    enter(as_alice, bob, acts="1")
    happens(alice, bob)
    as_alice.get(reverse("customer:profile-view"))
    assert Visit.objects.get().end == ENDS[happens]


def test_where_the_shop_wants_no_visits_any_more_they_end(inside, settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS = "off"
    assert inside.get("/catalogue/").status_code == 403
    assert Visit.objects.get().end == Visit.End.STAFF


def test_who_looks_and_may_not_act_any_more_goes_on_looking(inside, alice, bob):
    staff_may_only_look_now(alice, bob)
    assert BANNER in text(inside.get("/catalogue/"))


def test_a_second_factor_of_the_customer_is_the_customers(inside, bob):
    staff_lost_the_second_factor(bob, bob)
    assert BANNER in text(inside.get("/catalogue/"))


@pytest.mark.parametrize("happens", ENDS, ids=lambda happens: happens.__name__)
def test_what_is_sent_too_late_is_done_for_nobody(as_alice, alice, bob, happens):
    product = create_product(price=10, num_in_stock=5)
    enter(as_alice, bob, acts="1")
    happens(alice, bob)
    answer = as_alice.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    assert answer.status_code == 403
    assert not get_model("basket", "Line").objects.exists()


@pytest.mark.parametrize("happens", [staff_dismissed, staff_has_a_new_password, staff_deleted])
def test_no_way_back_into_a_session_that_is_dead(as_alice, alice, bob, happens):
    enter(as_alice, bob)
    happens(alice, bob)
    stop(as_alice)
    assert as_alice.get(reverse("dashboard:index")).status_code == 302


def test_who_is_promoted_meanwhile_is_no_way_into_the_dashboard(inside, alice, bob):
    type(bob).objects.filter(pk=bob.pk).update(is_superuser=True, is_staff=True)
    inside.get("/catalogue/")
    answer = inside.get("/catalogue/")
    assert answer.wsgi_request.user.pk == alice.pk


def test_signing_out_elsewhere_ends_it_here(inside, alice):
    elsewhere = Client()
    elsewhere.force_login(alice)
    elsewhere.post(reverse("account_logout"))
    assert inside.get("/catalogue/").status_code == 403
    assert Visit.objects.get().end == Visit.End.SIGNED_OUT


def test_the_staffs_session_is_not_prolonged(as_alice, bob):
    enter(as_alice, bob)
    before = as_alice.session.get_expiry_date().timestamp()
    cookie = as_alice.cookies["sessionid"]["expires"]
    as_alice.get("/catalogue/")
    assert as_alice.cookies["sessionid"]["expires"] == cookie
    assert as_alice.session.get_expiry_date().timestamp() - before < 60


def test_an_order_says_who_placed_it(alice, bob, rf):
    going = log_in_as.start(customer_of(bob), by=alice, reason=WHY, acts=True)
    from oscar.apps.order.signals import order_placed

    order = create_order(number="100001", user=bob)
    with log_in_as.during(going, staff=alice):
        order_placed.send(sender=None, order=order, user=bob)
    alice.delete()
    note = get_model("order", "OrderNote").objects.get(order=order)
    assert "Alice Bottega" in note.message
    assert WHY in note.message


def test_a_visit_costs_few_questions(inside, django_assert_max_num_queries):
    inside.get("/there-is-no-such-page/")
    with django_assert_max_num_queries(18):
        inside.get("/there-is-no-such-page/")


# The customer.


def test_the_customer_sees_when_the_shop_looked(client, alice, bob):
    log_in_as.start(customer_of(bob), by=alice, reason=WHY)
    client.force_login(bob)
    page = text(client.get(reverse("customer:visits")))
    assert "Only to look." in page
    assert WHY not in page
    assert "Alice" not in page


def test_the_customer_says_no_and_yes_again(client, bob):
    customer_of(bob)
    client.force_login(bob)
    client.post(reverse("customer:visits"), {"allowed": "0"})
    assert not log_in_as.allows(customer_of(bob))
    client.post(reverse("customer:visits"), {"allowed": "1"})
    assert log_in_as.allows(customer_of(bob))


def test_where_nobody_is_asked_there_is_no_question(client, bob, settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS = "always"
    customer_of(bob)
    client.force_login(bob)
    assert 'name="allowed"' not in text(client.get(reverse("customer:visits")))
