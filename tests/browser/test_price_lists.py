"""Alice writes a price list for the trade; Carol sees its prices, Bob the shop's."""

from decimal import Decimal as D

import pytest
from oscar.test.factories import create_product
from playwright.sync_api import expect

from oscar_clienti.models import CustomerGroup, PriceList
from oscar_clienti.services import groups
from tests.conftest import customer_of, make_user

NARROW = pytest.mark.parametrize("page", [390], indirect=True)


@pytest.fixture
def bread(shop):
    """A bread board; Bob and Carol, who is in Trade."""
    trade = CustomerGroup.objects.create(name="Trade")
    _bob, carol = (
        make_user(f"{name.lower()}@example.com", first_name=name, password=f"{name}-buys-here")
        for name in ("Bob", "Carol")
    )
    groups.assign([customer_of(carol)], group=trade, by=None)
    return create_product(title="Bread board", upc="BB-1", price=D("24.00"), num_in_stock=9)


def choose_product(page, words):
    page.locator("#field-product .select2-selection").click()
    page.locator(".select2-search__field").press_sequentially(words, delay=20)
    page.locator(".select2-results__option", has_text=words).click()


def price_for(page, shop, product):
    page.goto(f"{shop.url}{product.get_absolute_url()}")
    return page.locator(".product_main .price_color")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_price_from_the_list_to_the_product_page(page, shop, bread, shopper):
    page.goto(f"{shop.url}/dashboard/users/price-lists/")
    page.locator("a", has_text="Add a price list").click()
    page.fill("#id_name", "Trade 2026")
    page.select_option("#id_group", label="Trade", force=True)
    page.locator("button[type=submit]", has_text="Save and add prices").click()
    expect(page.locator(".cl-empty")).to_contain_text("No prices yet")
    choose_product(page, "Bread board")
    page.fill("#id_price", "19.90")
    page.locator(".cl-price-add button[type=submit]").click()
    expect(page.locator(".cl-prices tbody tr")).to_have_count(1)
    expect(page.locator(".cl-prices tbody tr")).to_contain_text("€19.90")
    assert not page.problems
    expect(price_for(shopper("Carol"), shop, bread)).to_have_text("€19.90")
    expect(price_for(shopper("Bob"), shop, bread)).to_have_text("€24.00")


def test_the_form_asks_for_what_belongs_to_the_choice(page, shop, bread):
    made = PriceList.objects.create(name="Trade 2026", group=CustomerGroup.objects.get(name="Trade"))
    page.goto(f"{shop.url}/dashboard/users/price-lists/{made.pk}/")
    product, range_, price = (page.locator(f".cl-price-add #field-{name}") for name in ("product", "range", "price"))
    for choice, shown in (
        ("range", [False, True, False]),
        ("everything", [False] * 3),
        ("product", [True, False, True]),
    ):
        page.check(f"input[name=what][value={choice}]")
        assert [field.is_visible() for field in (product, range_, price)] == shown
    page.check("input[name=what][value=everything]")
    page.fill("#id_percent", "10")
    page.locator(".cl-price-add button[type=submit]").click()
    expect(page.locator(".cl-prices tbody tr")).to_contain_text("10 % off")


@NARROW
def test_a_phone_shows_a_list_without_scrolling_sideways(page, shop, bread):
    made = PriceList.objects.create(name="Trade 2026", group=CustomerGroup.objects.get(name="Trade"))
    made.lines.create(product=bread, price=D("19.90"))
    for address in ("", f"{made.pk}/", f"{made.pk}/paste/", f"{made.pk}/delete/"):
        page.goto(f"{shop.url}/dashboard/users/price-lists/{address}")
        assert fits(page), address
