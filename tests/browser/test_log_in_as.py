"""Alice looks at the shop as Bob Rossi, is refused what is his alone, buys for him, and is herself again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import create_product
from playwright.sync_api import expect

from oscar_clienti.models import Visit
from tests.shop.shops import address_of

from .test_customers import fits, user_of

pytestmark = pytest.mark.django_db


def bob():
    return user_of("Bob", "Rossi")


def enter(page, shop, *, acts=False):
    page.goto(f"{shop.url}{reverse('dashboard:customer-log-in-as', args=[bob().pk])}")
    page.fill("#id_reason", "Does not find his invoice")
    if acts:
        page.check("input[name=acts][value='1']")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator(".clv")).to_contain_text("You see the shop as Bob Rossi")


def wears_the_banner(page):
    banner = page.locator(".clv")
    expect(banner).to_contain_text("Alice")
    expect(banner).to_contain_text("Does not find his invoice")
    expect(banner.get_by_role("button", name="Stop")).to_be_in_viewport()
    assert fits(page), page.url


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
def test_the_banner_is_on_every_page_and_nothing_is_wider_than_the_window(page, shop):
    product = create_product(price=10, num_in_stock=5)
    enter(page, shop)
    for address in (
        "/",
        "/catalogue/",
        product.get_absolute_url(),
        "/basket/",
        "/search/?q=x",
        "/offers/",
        "/accounts/orders/",
        "/accounts/orders/100777/",
        "/accounts/addresses/",
        "/accounts/profile/",
        "/accounts/wishlists/",
        "/there-is-no-such-page/",
        "/dashboard/",
    ):
        page.goto(f"{shop.url}{address}")
        wears_the_banner(page)


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
def test_the_banner_goes_along_to_the_end_of_the_checkout(page, shop):
    address_of(bob())
    enter(page, shop, acts=True)
    page.goto(shop.url + create_product(price=10, num_in_stock=5).get_absolute_url())
    page.click("#add_to_basket_form button[type=submit]")
    page.goto(f"{shop.url}/checkout/shipping-address/")
    for step, button in (
        ("shipping-address", ".ship-address"),
        ("shipping-method", "form:has(input[value=courier]) button"),
        ("payment-details", "#view_preview"),
        ("preview", "#place-order"),
        ("thank-you", None),
    ):
        page.wait_for_url(f"**/checkout/{step}/")
        wears_the_banner(page)
        if button:
            page.click(button)


def test_looking_changes_nothing_and_says_so(page, shop):
    product = create_product(price=10, num_in_stock=5)
    enter(page, shop)
    page.goto(f"{shop.url}{product.get_absolute_url()}")
    page.locator("#add_to_basket_form button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("Not while you are logged in as a customer")
    expect(page.locator("main")).to_contain_text("You may look, but change nothing")
    assert not get_model("basket", "Line").objects.filter(product=product).exists()


def test_acting_fills_his_basket_and_the_button_back_shows_nothing(page, shop):
    product = create_product(price=10, num_in_stock=5)
    enter(page, shop, acts=True)
    page.goto(f"{shop.url}{product.get_absolute_url()}")
    page.locator("#add_to_basket_form button[type=submit]").first.click()
    page.goto(f"{shop.url}/accounts/profile/")
    expect(page.locator("body")).to_contain_text("bob.rossi@example.com")
    page.locator(".clv").get_by_role("button", name="Stop").click()
    expect(page.locator(".cl-person h1")).to_have_text("Bob Rossi")
    assert get_model("basket", "Basket").objects.get(owner=bob()).num_items == 1
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator(".clv")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("bob.rossi@example.com")


def test_a_form_that_was_left_open_is_not_sent_as_staff(page, shop):
    product = create_product(price=10, num_in_stock=5)
    enter(page, shop, acts=True)
    other = page.context.new_page()
    other.goto(f"{shop.url}{product.get_absolute_url()}")
    page.locator(".clv").get_by_role("button", name="Stop").click()
    expect(page.locator(".cl-person h1")).to_have_text("Bob Rossi")
    other.locator("#add_to_basket_form button[type=submit]").first.click()
    other.wait_for_load_state()
    assert not get_model("basket", "Line").objects.filter(product=product).exists()


def test_a_clock_that_is_fast_does_not_load_the_page_again_and_again(page, shop):
    enter(page, shop)
    # Away from the page that came with entering: what it still loads is not counted.
    page.goto("about:blank")
    page.clock.set_fixed_time(timezone.now() + timedelta(hours=2))
    asked = []
    page.on("request", lambda request: request.is_navigation_request() and asked.append(request.url))
    page.goto(f"{shop.url}/accounts/profile/", wait_until="networkidle")
    expect(page.locator(".clv-left")).to_contain_text("30 minutes left")
    assert asked == [f"{shop.url}/accounts/profile/"]


def test_when_the_time_is_up_it_says_so(page, shop):
    enter(page, shop)
    Visit.objects.update(expires_at=Visit.objects.get().started_at)
    page.goto(f"{shop.url}/accounts/profile/")
    expect(page.locator("h1")).to_have_text("You are no longer logged in as a customer")
    expect(page.locator("main")).to_contain_text("The time was up.")
    page.get_by_role("link", name="To the customers").click()
    expect(page.locator("h1")).to_contain_text("Customers")
