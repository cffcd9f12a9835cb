"""Somebody orders by phone: from the customer's menu to the order, and by a mailed link to the customer's basket."""

import re
from decimal import Decimal as D

import pytest
from django.core import mail
from oscar.core.loading import get_model
from oscar.test.factories import CountryFactory, UserAddressFactory, create_product
from playwright.sync_api import expect

from oscar_clienti.models import StaffOrder
from oscar_clienti.services import orders_on_behalf
from tests.conftest import make_user

from .test_customers import NARROW, fits, open_profile, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(shop):
    """Bread boards, and a shirt in two sizes; Bob has an address."""
    italy = CountryFactory(iso_3166_1_a2="IT", printable_name="Italy", is_shipping_country=True)
    names = {"first_name": "Bob", "last_name": "Rossi", "line1": "Via Roma 1", "line4": "Torino", "postcode": "10100"}
    UserAddressFactory(user=user_of("Bob", "Rossi"), country=italy, phone_number="", title="", **names)
    shirt = create_product(title="Shirt", structure="parent")
    for size in ("S", "M"):
        create_product(title=f"Shirt {size}", structure="child", parent=shirt, price=D("15.00"), num_in_stock=5)
    return create_product(title="Bread board", upc="BB-1", price=D("24.00"), num_in_stock=9)


def begin(page, shop):
    open_profile(page, shop)
    page.locator(".cl-person .cl-menu > summary").click()
    page.get_by_role("link", name=re.compile("Order for this customer|Ordina per questo cliente")).click()
    page.locator(".cl-savebar .btn-primary").click()
    expect(page.locator("#cl-product")).to_be_visible()


def add_bread(page):
    # The scripts are deferred: what is typed before they have run finds nothing.
    page.wait_for_load_state("load")
    page.locator("#cl-product").press_sequentially("bread", delay=20)
    page.locator(".cl-found-products input[name=quantity]").fill("2")
    page.locator(".cl-found-products button").click()
    expect(page.locator(".cl-order-lines li")).to_have_count(1)


def test_an_order_by_phone(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    expect(page.locator(".cl-order-total")).to_contain_text("€53.90")
    expect(page.locator("#cl-product")).to_have_value("bread")
    page.fill("#cl-product", "shirt")
    page.get_by_role("link", name="Choose").click()
    page.select_option("#id_child_id", index=1, force=True)
    page.locator(".cl-savebar .btn-primary").click()
    expect(page.locator(".cl-order-lines li")).to_have_count(2)
    page.locator(".cl-order-lines input[name=quantity]").first.fill("3")
    page.locator(".cl-order-lines input[name=quantity]").first.press("Tab")
    # From 60.00 the courier is free.
    expect(page.locator(".cl-sums-total dd")).to_have_text("€87.00")
    page.fill("#cl-note", "Ring twice")
    with page.expect_response(re.compile("/orders/")):
        page.locator("#cl-note").blur()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#cl-note")).to_have_value("Ring twice")
    page.get_by_role("link", name="Place the order").click()
    expect(page.locator(".cl-facts")).to_contain_text("Ring twice")
    page.fill("#id_reference", "CRO 77")
    page.locator(".cl-savebar .btn-primary").dblclick()
    expect(page.locator("body")).to_contain_text("Placed by Alice for the customer.")
    order = get_model("order", "Order").objects.get(staff_order__isnull=False)
    assert (order.total_incl_tax, order.sources.get().reference) == (D("87.00"), "CRO 77")


def test_a_code_that_is_none_and_a_line_out_again(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.fill("#cl-code", "nothing")
    page.press("#cl-code", "Enter")
    expect(page.locator("#messages")).to_contain_text("There is no code “NOTHING”.")
    page.locator(".cl-order-remove").click()
    expect(page.locator(".cl-order-lines")).to_have_count(0)
    page.get_by_role("link", name="Discard").click()
    page.locator(".cl-savebar .btn-danger").click()
    expect(page.locator(".cl-empty")).to_be_visible()


def test_more_than_there_is_is_told_and_nothing_goes_away(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.locator(".cl-found-products input[name=quantity]").fill("50")
    page.locator(".cl-found-products button").click()
    expect(page.locator("#messages")).to_contain_text("maximum")
    expect(page.locator(".cl-order-lines li")).to_have_count(1)


def test_a_note_stays_while_the_rest_is_drawn_anew(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.fill("#cl-note", "Half a sent")
    page.locator(".cl-order-lines input[name=quantity]").evaluate(
        "field => { field.value = 3; field.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    expect(page.locator(".cl-order-sum").first).to_contain_text("72.00")
    expect(page.locator("#cl-note")).to_have_value("Half a sent")


def save_note(page, words):
    page.fill("#cl-note", words)
    with page.expect_response(re.compile("/details/")):
        page.locator("#cl-note").blur()


def test_of_two_notes_none_is_lost(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    save_note(page, "Ring twice")
    save_note(page, "Ring thrice")
    expect(page.locator("#cl-note-was input")).to_have_value("Ring thrice")
    orders_on_behalf.write_note(StaffOrder.objects.get(), "Bob's dog bites", by=user_of("Alice", ""))
    # What else is drawn anew doesn't bring the colleague's note.
    page.locator(".cl-order-lines input[name=quantity]").fill("3")
    page.locator(".cl-order-lines input[name=quantity]").press("Tab")
    expect(page.locator(".cl-order-sum").first).to_contain_text("72.00")
    save_note(page, "After five")
    expect(page.locator("#messages")).to_contain_text("Somebody changed this note")
    expect(page.locator("#cl-note")).to_have_value("After five")
    expect(page.locator("#cl-note-was")).to_contain_text("Bob's dog bites")
    assert StaffOrder.objects.get().note == "Bob's dog bites"
    page.get_by_role("button", name="Put mine in its place").click()
    expect(page.locator("#cl-note-was button")).to_have_count(0)
    assert StaffOrder.objects.get().note == "After five"


def test_a_note_is_kept_though_the_next_click_comes_at_once(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.fill("#cl-note", "Ring twice")
    page.locator(".cl-order-remove").click()
    expect(page.locator(".cl-order-lines")).to_have_count(0)
    expect(page.locator("#cl-note")).to_have_value("Ring twice")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("#cl-note")).to_have_value("Ring twice")


def test_of_two_acts_at_once_the_page_shows_what_came_of_both(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.locator(".cl-order-lines input[name=quantity]").fill("3")
    with page.expect_response(re.compile("/add/")):
        page.locator(".cl-found-products button").click()
    page.wait_for_load_state("networkidle")
    line = StaffOrder.objects.get().basket.lines.get()
    expect(page.locator(".cl-order-lines input[name=quantity]")).to_have_value(str(line.quantity))
    expect(page.locator("#cl-note")).to_be_visible()


def test_what_is_refused_to_the_second_of_two_acts_is_told(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.locator(".cl-found-products input[name=quantity]").fill("50")
    page.evaluate(
        """() => {
            document.querySelector(".cl-order-lines input[name=quantity]").value = 3;
            htmx.trigger(".cl-order-lines form", "submit");
            htmx.trigger(".cl-found-products form", "submit");
        }"""
    )
    expect(page.locator("#messages")).to_contain_text("maximum")
    expect(page.locator(".cl-order-lines li")).to_have_count(1)


def test_what_a_colleague_has_discarded_is_told(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    orders_on_behalf.discard(StaffOrder.objects.get(), by=user_of("Alice", ""))
    page.locator(".cl-order-remove").click()
    expect(page.locator("body")).to_contain_text("This draft was discarded.")


def test_what_the_shop_did_not_do_is_told(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.context.route("**/details/", lambda route: route.fulfill(status=500, body=""))
    page.fill("#cl-note", "Ring twice")
    page.locator("#cl-note").blur()
    expect(page.locator("#cl-trouble")).to_contain_text("the shop didn't answer as it should")
    expect(page.locator("#cl-note")).to_have_value("Ring twice")


def test_whose_session_has_ended_signs_in(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    page.context.clear_cookies(name="sessionid")
    page.locator(".cl-order-lines input[name=quantity]").fill("3")
    page.locator(".cl-order-lines input[name=quantity]").press("Tab")
    expect(page).to_have_url(re.compile("login"))
    draft = StaffOrder.objects.get()
    assert page.url.endswith(f"%2Forders%2F{draft.pk}%2F")


def test_from_the_link_to_the_basket(page, shop, goods, shopper):
    make_user("zoe@example.com", first_name="Zoe", password="Zoe-buys-here")
    page.goto(f"{shop.url}/dashboard/users/{user_of('Zoe', '').pk}/orders/new/")
    page.locator(".cl-savebar .btn-primary").click()
    add_bread(page)
    page.get_by_role("link", name="Send a link to pay").click()
    page.locator(".cl-savebar .btn-primary").click()
    expect(page.locator(".cl-order .alert-info")).to_contain_text("A link was sent")
    path = re.search(r"https?://[^/]+(/\S*prepared-order/\S+)", mail.outbox[-1].body)[1]
    theirs = shopper("Zoe")
    theirs.goto(f"{shop.url}{path}")
    theirs.get_by_role("button", name="Take it into my basket").click()
    expect(theirs.locator("#content_inner")).to_contain_text("Bread board")
    assert StaffOrder.objects.get().state == StaffOrder.State.IN_BASKET
    page.reload()
    expect(page.locator(".cl-order .alert-info")).to_contain_text("into their basket")


@NARROW
def test_the_pages_fit_a_phone(page, shop, goods):
    begin(page, shop)
    add_bread(page)
    assert fits(page)
    page.get_by_role("link", name="Another address").click()
    page.wait_for_selector(".cl-order-addresses")
    assert fits(page)
    page.locator(".cl-order-addresses button").click()
    page.get_by_role("link", name="Place the order").click()
    page.wait_for_selector("#id_payment")
    assert fits(page)
    page.goto(f"{shop.url}/dashboard/users/orders/")
    assert fits(page)


def test_in_italian(page, shop, goods):
    page.context.add_cookies([{"name": "django_language", "value": "it", "url": shop.url}])
    begin(page, shop)
    add_bread(page)
    expect(page.locator(".cl-order-total")).to_contain_text("53,90")
