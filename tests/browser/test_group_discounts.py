"""Alice makes a discount for the trade; Carol sees it, Bob does not."""

from decimal import Decimal as D

import pytest
from django.contrib.auth import get_user_model
from oscar.apps.address.models import Country
from oscar.core.loading import get_model
from oscar.test.factories import create_product
from playwright.sync_api import expect

from tests.conftest import make_user

Order = get_model("order", "Order")
ADDRESS = {
    "first_name": "Carol",
    "last_name": "Verdi",
    "line1": "Via Roma 1",
    "line4": "Torino",
    "postcode": "10121",
    "phone_number": "+39 347 123 4567",
}


@pytest.fixture
def bread(shop):
    Country.objects.create(
        iso_3166_1_a2="IT", iso_3166_1_a3="ITA", printable_name="Italy", name="Italy", is_shipping_country=True
    )
    for name in ("Bob", "Carol"):
        make_user(f"{name.lower()}@example.com", first_name=name, password=f"{name}-buys-here")
    return create_product(title="Bread board", price=D("24.00"), num_in_stock=9)


def put(page, shop, name, group):
    """Alice gives somebody a group by the form of the customer."""
    pk = get_user_model().objects.get(email=f"{name.lower()}@example.com").pk
    page.goto(f"{shop.url}/dashboard/users/{pk}/edit/")
    page.select_option("#id_group", label=group)
    page.locator(".cl-savebar button[type=submit]").first.click()
    page.wait_for_selector(".cl-person")


def into_the_basket(page, shop, product):
    page.goto(f"{shop.url}{product.get_absolute_url()}")
    page.locator("#add_to_basket_form button[type=submit]").click()
    page.wait_for_load_state("load")


def total_of(page, shop):
    page.goto(f"{shop.url}/basket/")
    return page.locator("#basket_totals")


def check_out(page, shop):
    page.goto(f"{shop.url}/checkout/shipping-address/")
    for name, value in ADDRESS.items():
        page.fill(f"#id_{name}", value)
    page.locator("#new_shipping_address button[type=submit]").click()
    page.locator("form", has=page.locator("input[value=collect]")).locator("button[type=submit]").click()
    page.wait_for_url("**/payment-details/")
    page.goto(f"{shop.url}/checkout/preview/")
    page.locator("#place-order").click()
    page.wait_for_url("**/thank-you/**")


def test_a_group_discount_from_the_form_to_the_order(page, shop, bread, shopper):
    page.goto(f"{shop.url}/dashboard/users/groups/add/")
    page.fill("#id_name", "Wholesale")
    page.fill("#id_discount_percent", "10")
    page.locator(".cl-savebar button[type=submit]").first.click()
    expect(page.locator(".alert-success")).to_contain_text("Its members get 10% off.")
    expect(page.locator(".cl-labels-discount")).to_have_text("−10%")
    put(page, shop, "Carol", "Wholesale")

    bob, carol = shopper("Bob"), shopper("Carol")
    for shopping in (bob, carol):
        shopping.goto(f"{shop.url}{bread.get_absolute_url()}")
    expect(bob.locator(".clienti-discounted")).to_have_count(0)
    expect(carol.locator(".clienti-discounted")).to_contain_text("€21.60")
    for shopping in (bob, carol):
        into_the_basket(shopping, shop, bread)
    expect(total_of(bob, shop)).to_contain_text("€24.00")
    expect(total_of(carol, shop)).to_contain_text("€21.60")

    # The open basket follows her group there and back.
    put(page, shop, "Carol", "VIP")
    expect(total_of(carol, shop)).to_contain_text("€24.00")
    expect(carol.locator("body")).not_to_contain_text("has increased")
    put(page, shop, "Carol", "Wholesale")
    expect(total_of(carol, shop)).to_contain_text("€21.60")

    check_out(carol, shop)
    expect(carol.locator("body")).to_contain_text("€21.60")
    order = Order.objects.get(user__email="carol@example.com")
    assert (order.total_incl_tax, order.discounts.get().offer_name) == (D("21.60"), "Wholesale −10%")

    offer = get_model("offer", "ConditionalOffer").objects.get()
    answers = [shopping.goto(f"{shop.url}{offer.get_absolute_url()}").status for shopping in (bob, carol)]
    assert answers == [404, 200]
