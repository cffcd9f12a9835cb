"""The demo shop sells: a whole checkout over HTTP, and two languages."""

from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from oscar.apps.address.models import Country
from oscar.apps.order.models import Order
from oscar.apps.payment.models import Source
from oscar.test.factories import create_product

ADDRESS = {
    "first_name": "Bob",
    "last_name": "Rossi",
    "line1": "Via Roma 1",
    "line4": "Torino",
    "postcode": "10121",
    "country": "IT",
    "phone_number": "+39 347 123 4567",
}


@pytest.fixture
def bread(db):
    Country.objects.create(
        iso_3166_1_a2="IT", iso_3166_1_a3="ITA", printable_name="Italy", name="Italy", is_shipping_country=True
    )
    return create_product(title="Bread board", price=Decimal("24.00"), num_in_stock=9)


def buy(client, product):
    client.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1})


def check_out(client, shipping="courier"):
    """Walk from the address to the thank-you page; return that page."""
    page = client.post(reverse("checkout:shipping-address"), ADDRESS)
    assert page["Location"] == reverse("checkout:shipping-method"), page
    client.post(reverse("checkout:shipping-method"), {"method_code": shipping})
    assert "Pay on delivery" in client.get(reverse("checkout:payment-details")).content.decode()
    assert "Pay on delivery" in client.get(reverse("checkout:preview")).content.decode()
    return client.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)


def test_a_customer_who_is_signed_in_buys(client, bob, bread):
    client.force_login(bob)
    buy(client, bread)
    page = check_out(client)
    order = Order.objects.get()
    assert order.number in page.content.decode()
    assert (order.user, order.total_incl_tax, order.status) == (bob, Decimal("29.90"), "Pending")


def test_a_guest_buys(client, bread):
    buy(client, bread)
    client.post(reverse("checkout:index"), {"options": "anonymous", "username": "gina@example.com"})
    check_out(client)
    order = Order.objects.get()
    assert (order.user.email, order.guest_email) == ("gina@example.com", "gina@example.com")


def test_the_order_remembers_what_the_courier_collects(client, bob, bread):
    client.force_login(bob)
    buy(client, bread)
    check_out(client)
    source = Source.objects.get(order=Order.objects.get())
    assert (source.source_type.name, source.amount_allocated, source.amount_debited) == (
        "Pay on delivery",
        Decimal("29.90"),
        0,
    )


def test_the_confirmation_is_sent(client, bob, bread):
    client.force_login(bob)
    buy(client, bread)
    check_out(client)
    assert [message.to for message in mail.outbox] == [["bob@example.com"]]


def test_collecting_costs_nothing(client, bob, bread):
    client.force_login(bob)
    buy(client, bread)
    check_out(client, shipping="collect")
    assert Order.objects.get().shipping_incl_tax == 0


def test_the_courier_is_free_for_a_large_basket(client, bob, bread):
    client.force_login(bob)
    for _ in range(3):
        buy(client, bread)
    check_out(client)
    assert Order.objects.get().total_incl_tax == Decimal("72.00")


@pytest.mark.parametrize("page", ["catalogue:index", "dashboard:index"])
def test_shop_and_dashboard_speak_italian(client, root, page):
    client.force_login(root)
    client.post(reverse("set_language"), {"language": "it", "next": reverse(page)})
    content = client.get(reverse(page)).content.decode()
    assert '<html lang="it"' in content
    assert f'action="{reverse("set_language")}"' in content


def test_the_checkout_speaks_italian(client, bob, bread):
    client.force_login(bob)
    client.post(reverse("set_language"), {"language": "it", "next": "/"})
    buy(client, bread)
    client.post(reverse("checkout:shipping-address"), ADDRESS)
    content = client.get(reverse("checkout:shipping-method")).content.decode()
    assert "Corriere, 2–3 giorni lavorativi" in content
