"""The shopper's door in a real browser: guest, mailed link in another browser, social account, password.

What is in the basket comes along each time.
"""

import re

import pytest
from django.core import mail
from oscar.core.loading import get_model

from oscar_clienti.models import Customer
from tests.conftest import make_user
from tests.shop.shops import crate

EMAIL = "ada@example.com"


@pytest.fixture
def browser(chromium, shop):
    """Another browser at each call, with a basket that holds one piece."""
    contexts = []

    def come(with_basket=None):
        contexts.append(chromium.new_context(viewport={"width": 390, "height": 800}, locale="en-GB"))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        if with_basket:
            page.goto(shop.url + with_basket.get_absolute_url())
            page.click("#add_to_basket_form button[type=submit]")
            page.wait_for_load_state("load")
        return page

    yield come
    for context in contexts:
        context.close()


def order_as_guest(page, shop):
    page.goto(f"{shop.url}/checkout/")
    page.fill("#id_username", EMAIL)
    page.get_by_role("button", name="Continue").click()
    for name, words in {
        "first_name": "Ada", "last_name": "Lovelace", "line1": "Via Po 1", "line4": "Torino", "postcode": "10100",
    }.items():  # fmt: skip
        page.fill(f"#id_{name}", words)
    page.select_option("#id_country", "IT")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state("load")
    if "shipping-method" in page.url:
        page.locator("button[type=submit]").filter(has_text="Select").first.click()
    page.click("#view_preview")
    page.click("#place-order")
    page.wait_for_url("**/checkout/thank-you/")


def ask_for_a_link(page, shop, after="/basket/"):
    page.goto(f"{shop.url}/accounts/login/?next={after}")
    page.fill("#id_link_email", EMAIL)
    page.get_by_role("button", name="Send me a link").click()
    page.wait_for_selector("input[name=code]")
    return re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1]


def things_in_basket(page, shop):
    page.goto(f"{shop.url}/basket/")
    return page.locator(".basket-items").count()


def is_signed_in(page):
    return page.locator("#logout_link, a[href*=logout]").count() > 0


def test_a_guest_finds_the_order_in_the_account_that_a_link_opens(browser, shop, page):
    Country = get_model("address", "Country")
    for code, name in [("IT", "Italy"), ("FR", "France")]:
        Country.objects.create(iso_3166_1_a2=code, printable_name=name, is_shipping_country=True)
    guest = browser(with_basket=crate())
    order_as_guest(guest, shop)
    page.goto(f"{shop.url}/dashboard/users/?source=guest")
    assert "Ada Lovelace" in page.inner_text("#cl-results") and "Bob Rossi" not in page.inner_text("#cl-results")

    link = ask_for_a_link(guest, shop, after="/accounts/orders/")
    elsewhere = browser(with_basket=crate())
    elsewhere.goto(shop.url + link)
    assert not is_signed_in(elsewhere)
    elsewhere.locator("form[method=post] button[type=submit].btn-primary").last.click()
    elsewhere.wait_for_url("**/accounts/orders/")
    number = get_model("order", "Order").objects.get(user__email=EMAIL).number
    assert elsewhere.locator(f"text={number}").count() and is_signed_in(elsewhere)
    assert things_in_basket(elsewhere, shop) == 1
    assert not is_signed_in(guest)


def test_the_basket_comes_along_by_the_social_account(browser, shop):
    at_the_shop = browser(with_basket=crate())
    at_the_shop.goto(f"{shop.url}/accounts/login/")
    at_the_shop.get_by_role("link", name="Continue with Dummy").first.click()
    at_the_shop.get_by_role("button", name="Continue").click()
    at_the_shop.fill("#id_id", "7")
    at_the_shop.fill("#id_email", EMAIL)
    at_the_shop.check("#id_email_verified")
    at_the_shop.press("#id_email", "Enter")
    at_the_shop.wait_for_selector("#logout_link, a[href*=logout]", state="attached")
    assert things_in_basket(at_the_shop, shop) == 1
    assert Customer.objects.get(email=EMAIL).source == "social"


def test_the_basket_comes_along_by_password_and_the_mailed_code(browser, shop):
    make_user(EMAIL, first_name="Ada", password="ada-buys-bread")
    at_the_shop = browser(with_basket=crate())
    at_the_shop.goto(f"{shop.url}/accounts/login/?next=/basket/")
    at_the_shop.click(".cl-with-password > summary")
    at_the_shop.fill("#id_login", EMAIL)
    at_the_shop.fill("#id_password", "ada-buys-bread")
    at_the_shop.press("#id_password", "Enter")
    at_the_shop.wait_for_selector("#id_code")
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    at_the_shop.fill("#id_code", code)
    at_the_shop.press("#id_code", "Enter")
    at_the_shop.wait_for_url("**/basket/")
    assert is_signed_in(at_the_shop) and things_in_basket(at_the_shop, shop) == 1
