"""A shopper types a VAT number once, and finds it at the next checkout and on the order."""

from oscar.core.loading import get_model

from oscar_clienti.models import Customer
from tests.conftest import make_user, proven
from tests.shop.shops import address_of, crate

GERMAN = "DE136695976"


def sign_in(page, shop, email, password):
    page.goto(f"{shop.url}/accounts/login/")
    page.click(".cl-with-password > summary")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")


def go_to_payment(page, shop, product):
    page.goto(shop.url + product.get_absolute_url())
    page.click("#add_to_basket_form button[type=submit]")
    page.wait_for_load_state("load")
    page.goto(f"{shop.url}/checkout/shipping-address/")
    page.locator(".ship-address").first.click()
    page.wait_for_load_state("load")
    if "shipping-method" in page.url:
        page.locator("button[type=submit]").filter(has_text="Select").first.click()
    page.wait_for_selector("#invoice")


def buy(page):
    page.click("#view_preview")
    page.click("#place-order")
    page.wait_for_url("**/checkout/thank-you/")
    return get_model("order", "Order").objects.order_by("-pk").first()


def test_a_vat_number_is_typed_once(chromium, shop):
    carol = proven(make_user("carol@example.com", first_name="Carol", last_name="Verdi", password="carol-buys-crates"))
    make_user("alice@shop.example", is_staff=True, is_superuser=True, password="alice-in-the-shop")
    address_of(carol)
    product = crate()
    page = chromium.new_context(locale="en-GB").new_page()
    page.set_default_timeout(15_000)
    sign_in(page, shop, "carol@example.com", "carol-buys-crates")
    go_to_payment(page, shop, product)
    page.click("#invoice summary")
    page.fill("#id_invoice-company", "Verdi Regali")
    page.fill("#id_invoice-vat_number", "de 136 695 977")
    page.click("#invoice button")
    page.wait_for_selector("#invoice >> text=its digits don't fit")
    page.fill("#id_invoice-vat_number", "de 136 695 976")
    page.click("#invoice button")
    page.wait_for_selector(f"#invoice li >> text={GERMAN}")
    buy(page)

    go_to_payment(page, shop, product)
    assert GERMAN in page.inner_text("#invoice") and "Verdi Regali" in page.inner_text("#invoice")
    order = buy(page)
    assert Customer.objects.get(pk=carol.pk).vat_number == GERMAN
    page.context.close()

    page = chromium.new_context(locale="en-GB").new_page()
    page.set_default_timeout(15_000)
    sign_in(page, shop, "alice@shop.example", "alice-in-the-shop")
    page.goto(f"{shop.url}/dashboard/orders/{order.number}/")
    assert GERMAN in page.inner_text("body")
    page.goto(f"{shop.url}/dashboard/users/{carol.pk}/")
    assert GERMAN in page.inner_text("#card-invoices")
    page.context.close()
