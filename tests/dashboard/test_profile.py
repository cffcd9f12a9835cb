"""The profile of one customer: what it shows, to whom, and what it costs."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import CountryFactory, ProductFactory, create_order

from oscar_clienti.dashboard.panels import Panel, panels
from oscar_clienti.dashboard.panels.emails import readable
from oscar_clienti.dashboard.panels.overview import month_starts
from oscar_clienti.models import Customer, CustomerGroup, Tag
from oscar_clienti.services import addresses, sync
from tests.conftest import customer_of, grant, make_user

Order = get_model("order", "Order")
Email = get_model("communication", "Email")


def profile(user, **query):
    return reverse("dashboard:user-detail", args=[user.pk], query=query)


def panel(user, key, **query):
    return reverse("dashboard:customer-panel", args=[user.pk, key], query=query)


def text_of(response):
    """What is read on the page, blanks folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def orders(user, number, *, status="Complete", days_ago=0, total="10.00"):
    """Plain orders: no lines, which the profile doesn't look at."""
    placed = timezone.now() - timedelta(days=days_ago)
    start = Order.objects.count()
    made = [
        Order(
            number=f"N{start + n}", user=user, status=status, currency="EUR", date_placed=placed,
            total_incl_tax=Decimal(total), total_excl_tax=Decimal(total),
        )
        for n in range(number)
    ]  # fmt: skip
    Order.objects.bulk_create(made)
    sync.refresh([user.pk], orders=True)
    return list(Order.objects.filter(user=user).order_by("pk"))[-number:]


@pytest.fixture
def bob(bob):
    customer_of(bob)
    return bob


# --- who sees what


def test_the_profile_says_who_it_is(as_alice, bob):
    page = text_of(as_alice.get(profile(bob)))
    assert "Bob Rossi" in page and "bob@example.com" in page and "Active" in page


def test_group_and_tags_stand_on_the_profile(as_alice, bob):
    customer = customer_of(bob)
    customer.group = CustomerGroup.objects.create(name="Wholesale")
    customer.save()
    customer.tags.add(Tag.objects.create(name="fair 2026"))
    page = text_of(as_alice.get(profile(bob)))
    assert "Wholesale" in page and "fair 2026" in page


@pytest.mark.parametrize("kind", ["staff", "gone"])
def test_staff_and_deleted_accounts_have_no_profile(as_alice, kind):
    user = make_user("mallory@example.com", is_staff=kind == "staff")
    customer = customer_of(user)
    if kind == "gone":
        Customer.objects.filter(pk=customer.pk).update(state=Customer.State.ERASED)
    assert as_alice.get(profile(user)).status_code == 404
    assert as_alice.get(panel(user, "orders")).status_code == 404


def test_nobody_is_at_an_unknown_number(as_alice):
    assert as_alice.get("/dashboard/users/987654321/").status_code == 404


def test_who_may_only_look_is_offered_nothing_else(client, viewer, bob):
    client.force_login(viewer)
    page = client.get(profile(bob)).content.decode()
    for name in (
        "customer-edit",
        "customer-email",
        "customer-deactivate",
        "user-password-reset",
        "customer-address-add",
    ):
        assert reverse(f"dashboard:{name}", args=[bob.pk]) not in page


def test_staff_is_offered_what_it_may_do(as_alice, bob):
    page = as_alice.get(profile(bob)).content.decode()
    for name in ("customer-edit", "customer-email", "customer-password", "customer-deactivate", "user-password-reset"):
        assert reverse(f"dashboard:{name}", args=[bob.pk]) in page


def test_no_password_page_is_offered_where_the_shop_does_not_want_it(as_alice, bob, settings):
    settings.OSCAR_CLIENTI_STAFF_SET_PASSWORDS = False
    assert reverse("dashboard:customer-password", args=[bob.pk]) not in as_alice.get(profile(bob)).content.decode()


def test_a_name_can_not_put_html_on_the_page(as_alice):
    mallory = make_user("mallory@example.com", first_name="<script>alert(1)</script>")
    customer_of(mallory)
    assert "<script>alert(1)" not in as_alice.get(profile(mallory)).content.decode()


# --- tabs


@pytest.mark.parametrize("key", [panel.key for panel in panels])
def test_each_tab_opens_by_address_and_alone(as_alice, bob, key):
    whole, alone = as_alice.get(profile(bob, tab=key)), as_alice.get(panel(bob, key))
    assert (whole.status_code, alone.status_code) == (200, 200)
    assert f'id="tab-{key}"' in whole.content.decode() and "<html" not in alone.content.decode()


@pytest.mark.parametrize("query", [{"tab": "nonsense"}, {"tab": "orders", "page": "999"}, {"page": "x"},
                                   {"tab": "emails", "email": "x"}, {"tab": "emails", "email": "9" * 40},
                                   {"tab": "\x00"}])  # fmt: skip
def test_nonsense_in_the_address_still_shows_the_profile(as_alice, bob, query):
    assert as_alice.get(profile(bob, **query)).status_code == 200


def test_an_unknown_tab_is_not_found(as_alice, bob):
    assert as_alice.get(panel(bob, "nonsense")).status_code == 404


class SecretPanel(Panel):
    key, label, template, right = "secret", "Secret", "oscar_clienti/dashboard/panels/reviews.html", "delete_customer"


def test_a_shop_may_add_a_tab_with_a_right_of_its_own(client, viewer, bob):
    panels.register(SecretPanel())
    try:
        client.force_login(viewer)
        assert "Secret" not in client.get(profile(bob)).content.decode()
        assert client.get(panel(bob, "secret")).status_code == 403
    finally:
        panels.unregister("secret")


# --- orders


def test_the_figures_leave_cancelled_orders_out(as_alice, bob):
    orders(bob, 3, total="20.00")
    orders(bob, 1, status="Cancelled", total="500.00")
    page = text_of(as_alice.get(profile(bob)))
    assert "Orders 3 Spent €60.00 Average order €20.00" in page


def test_the_number_of_orders_leads_to_exactly_these(as_alice, bob):
    kept = orders(bob, 2)
    (cancelled,) = orders(bob, 1, status="Cancelled")
    page = as_alice.get(panel(bob, "orders", counted=1)).content.decode()
    assert all(order.number in page for order in kept) and cancelled.number not in page


def test_cancelled_orders_are_marked_among_all(as_alice, bob):
    orders(bob, 1, status="Cancelled")
    assert "cl-cancelled" in as_alice.get(panel(bob, "orders")).content.decode()


def test_orders_are_paged(as_alice, bob):
    orders(bob, 25)
    assert as_alice.get(panel(bob, "orders")).content.decode().count("<tr") == 21
    assert as_alice.get(panel(bob, "orders", page=2)).content.decode().count("<tr") == 6


@pytest.mark.parametrize(
    ("debited", "refunded", "words"),
    [("10.00", "0", "Paid"), ("4.00", "0", "Partly paid"), ("0", "0", "Not paid yet"), ("10.00", "10.00", "Refunded")],
)
def test_each_order_says_whether_it_is_paid(as_alice, bob, debited, refunded, words):
    (order,) = orders(bob, 1)
    kind = get_model("payment", "SourceType").objects.create(name="Card")
    order.sources.create(source_type=kind, amount_debited=Decimal(debited), amount_refunded=Decimal(refunded))
    assert words in text_of(as_alice.get(panel(bob, "orders")))


@pytest.mark.parametrize(("quantity", "words"), [(2, "Dispatched"), (1, "In progress")])
def test_each_order_says_how_far_it_is(as_alice, bob, quantity, words):
    basket = get_model("basket", "Basket").objects.create(owner=bob)
    from oscar.test.basket import add_product

    add_product(basket, product=ProductFactory(), quantity=2)
    order = create_order(basket=basket, user=bob)
    kind = get_model("order", "ShippingEventType").objects.create(name="Dispatched")
    event = order.shipping_events.create(event_type=kind)
    event.line_quantities.create(line=order.lines.get(), quantity=quantity)
    assert words in text_of(as_alice.get(panel(bob, "orders")))


def test_who_may_see_orders_gets_a_link(client, root, bob):
    (order,) = orders(bob, 1)
    client.force_login(root)
    url = reverse("dashboard:order-detail", kwargs={"number": order.number})
    assert url in client.get(panel(bob, "orders")).content.decode()


def test_who_may_not_see_orders_gets_none(as_alice, bob):
    (order,) = orders(bob, 1)
    url = reverse("dashboard:order-detail", kwargs={"number": order.number})
    assert url not in as_alice.get(panel(bob, "orders")).content.decode()


def test_the_chart_tells_the_orders_of_each_month(as_alice, bob):
    orders(bob, 3)
    orders(bob, 2, days_ago=800)
    page = as_alice.get(panel(bob, "overview")).content.decode()
    assert "3 orders in the last 24 months" in page
    assert len(re.findall(r'<rect class="cl-bar(?:-none)?"', page)) == 24


def test_the_chart_has_24_months_and_this_one_is_the_last():
    starts = month_starts(timezone.localtime(), 24)
    assert len(starts) == 25
    assert starts[-2] <= timezone.now() < starts[-1]


def test_somebody_without_orders_is_told_so(as_alice, bob):
    assert "No orders yet" in text_of(as_alice.get(profile(bob)))


# --- speed


def cost(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("tab", ["overview", "orders"])
def test_many_orders_ask_no_more_than_one(as_alice, bob, carol, tab):
    customer_of(carol)
    orders(bob, 1)
    orders(carol, 60)
    as_alice.get(profile(bob, tab=tab))  # What is asked once for all, such as the site, is known from here on.
    # Pages are counted only where there is more than one.
    assert cost(as_alice, profile(carol, tab=tab)) <= cost(as_alice, profile(bob, tab=tab)) + 1


@pytest.mark.parametrize("key", [panel.key for panel in panels])
def test_no_tab_asks_for_each_row(as_alice, bob, key):
    as_alice.get(profile(bob, tab=key))
    assert cost(as_alice, profile(bob, tab=key)) <= 20


# --- addresses, e-mails, sign-in


def test_addresses_say_what_they_are_the_default_for(as_alice, alice, bob):
    italy = CountryFactory(iso_3166_1_a2="IT", printable_name="Italy")
    addresses.add(
        customer_of(bob), by=alice, first_name="Bob", last_name="Rossi", line1="Via Po 1", line4="Torino",
        postcode="10121", country=italy, is_default_for_shipping=True,
    )  # fmt: skip
    page = text_of(as_alice.get(panel(bob, "addresses")))
    assert "Via Po 1" in page and "Default for shipping" in page and "Default for billing" not in page


def sent(user, body, **fields):
    return Email.objects.create(user=user, email=user.email, subject="Hello", body_text=body, **fields)


def test_an_e_mail_is_opened_on_demand(as_alice, bob):
    email = sent(bob, "Thank you for your order.")
    assert "Thank you" not in as_alice.get(panel(bob, "emails")).content.decode()
    assert "Thank you" in as_alice.get(panel(bob, "emails", email=email.pk)).content.decode()


def test_anothers_e_mail_is_not_opened(as_alice, bob, carol):
    email = sent(carol, "Only for Carol.")
    assert "Only for Carol" not in as_alice.get(panel(bob, "emails", email=email.pk)).content.decode()


@pytest.mark.parametrize(
    "link",
    [
        "http://shop.example/accounts/password-reset/confirm/MQ/c9x2f1-3b8f0a9c1d2e3f4a5b6c7d8e9f0a1b2c/",
        "https://shop.example/en/password-reset/confirm/MQ/set-password/",
        "/accounts/confirm-email/MQ:1abcde:XyZ/",
        "https://shop.example/login/?key=abc",
        "<https://shop.example/x/0123456789abcdef0123/>",
        "https://shop.example/accounts/order-status/100001/Zm9vYmFyYmF6cXV4MTIz/",
    ],
)
def test_links_that_open_the_account_are_blotted_out(bob, link):
    shown = readable(Email(body_text=f"Go to {link} now."))
    assert "[link hidden]" in shown
    assert "MQ" not in shown and "key=" not in shown and "0123456789" not in shown and "Zm9v" not in shown


def test_other_links_stay_readable(bob):
    assert "https://shop.example/catalogue/bread_1/" in readable(
        Email(body_text="https://shop.example/catalogue/bread_1/")
    )


def test_an_e_mail_without_text_shows_that_of_its_html_as_text(as_alice, bob):
    email = sent(bob, "", body_html="<p>Dear Bob<img src=x onerror=alert(1)></p>")
    page = as_alice.get(panel(bob, "emails", email=email.pk)).content.decode()
    assert "Dear Bob" in page and "onerror" not in page


def test_the_moment_of_registration_is_not_called_a_sign_in(as_alice, bob):
    bob.last_login = bob.date_joined
    bob.save()
    assert "Last sign-in Not known" in text_of(as_alice.get(panel(bob, "sign-in")))


def test_a_real_sign_in_is_told(as_alice, bob):
    bob.last_login = bob.date_joined + timedelta(days=1)
    bob.save()
    page = text_of(as_alice.get(panel(bob, "sign-in")))
    assert "Not known" not in page and "Last sign-in Never" not in page


def test_who_has_no_password_is_told(as_alice):
    dora = make_user("dora@example.com")
    customer_of(dora)
    assert "Has no password yet" in text_of(as_alice.get(panel(dora, "sign-in")))


def test_reviews_are_listed(as_alice, bob):
    ProductFactory().reviews.create(user=bob, score=4, title="Good bread", body="Crusty.")
    assert "Good bread" in text_of(as_alice.get(panel(bob, "reviews")))


def test_a_right_that_was_taken_away_counts_with_the_next_click(client, viewer, bob):
    viewer = grant(viewer, "view_customer")
    client.force_login(viewer)
    assert client.get(profile(bob)).status_code == 200
    viewer.user_permissions.clear()
    assert client.get(profile(bob)).status_code == 403
