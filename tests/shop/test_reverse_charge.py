"""A business from another member state buys, through all the pages: without taxes as long as its number is valid."""

import pytest
from django.core import mail
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import UserAddressFactory

from oscar_clienti.models import Customer, VatCheck, VatState
from oscar_clienti.services import customers
from oscar_clienti.services.vat import checks
from tests.conftest import customer_of
from tests.vies import serving

from .shoppers import Shopper, euros
from .shops import crate, shop

pytestmark = pytest.mark.django_db

GERMAN = "DE136695976"


@pytest.fixture(autouse=True)
def policy(settings):
    settings.OSCAR_CLIENTI_TAX_POLICY = "oscar_clienti.services.taxes.reverse_charge.by_exemption_or_reverse_charge"
    with serving() as server:
        settings.OSCAR_CLIENTI_VIES_URL = server.url
        yield server


@pytest.fixture
def business(bob):
    """Bob sells bread in Dresden; VIES knows him."""
    customer_of(bob)
    customers.update(customer_of(bob), by=None, vat_number=GERMAN)
    checks.answer(VatCheck.objects.get().pk)
    return bob


def at(user, code, name):
    country, _made = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2=code, defaults={"iso_3166_1_a3": f"{code}X", "printable_name": name, "is_shipping_country": True}
    )
    return UserAddressFactory(user=user, country=country, line1=f"1, {name}", phone_number="")


def go_to_the_preview(shopper, address):
    shopper.client.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": address.pk})
    for step in ("shipping-method", "payment-method", "payment-details"):
        shopper.client.get(reverse(f"checkout:{step}"))
    return shopper.client.get(reverse("checkout:preview")).content.decode()


@pytest.mark.parametrize("strategy", ["uk", "us", "gross"])
def test_delivered_abroad_there_is_no_tax_anywhere(business, strategy):
    with shop(strategy, "nothing"):
        shopper = Shopper(business).take(crate(), 3)
        preview = go_to_the_preview(shopper, at(business, "DE", "Germany"))
        mail.outbox.clear()
        order = shopper.place()
    assert (order.total_tax, order.tax_record.exempt) == (0, True)
    assert euros(order.total_incl_tax) in preview and str(order.total_incl_tax) in mail.outbox[0].body
    assert order.tax_record.reason.startswith(f"Reverse charge: VAT number {GERMAN} was valid on ")
    assert "WAPIAAAAZ0000001" in order.tax_record.reason


def test_delivered_at_home_there_is(business):
    with shop("uk", "nothing"):
        shopper = Shopper(business).take(crate())
        go_to_the_preview(shopper, at(business, "IT", "Italy"))
        order = shopper.place()
    assert order.total_tax > 0 and not order.tax_record.exempt


def test_a_number_that_is_changed_at_the_last_moment_is_not_known_yet(business):
    with shop("uk", "nothing"):
        shopper = Shopper(business).take(crate())
        go_to_the_preview(shopper, at(business, "DE", "Germany"))
        typed = {"action": "invoice", "invoice-vat_number": "FR 23 334 175 221"}
        assert shopper.client.post(reverse("checkout:payment-details"), typed).status_code == 302
        order = shopper.place()
    assert order.total_tax > 0
    assert (order.tax_record.exempt, order.tax_record.vat_state) == (False, VatState.UNKNOWN)


def test_what_the_register_says_later_does_not_change_the_order(business, policy):
    with shop("uk", "nothing"):
        shopper = Shopper(business).take(crate())
        go_to_the_preview(shopper, at(business, "DE", "Germany"))
        order = shopper.place()
        policy.mood = "invalid"
        checks.answer(checks.ask_again(customer_of(business), by=None).pk)
    assert customer_of(business).vat_state == VatState.INVALID
    order.tax_record.refresh_from_db()
    assert (order.tax_record.exempt, order.tax_record.vat_state) == (True, VatState.VALID)


def test_a_guest_types_any_number_and_pays_the_tax(client, business, settings):
    settings.OSCAR_ALLOW_ANON_CHECKOUT = True
    country = at(business, "DE", "Germany").country
    with shop("uk", "nothing"):
        client.post(reverse("basket:add", kwargs={"pk": crate().pk}), {"quantity": 1})
        client.post(reverse("checkout:index"), {"username": "eve@example.com", "options": "anonymous"})
        names = {"first_name": "Eve", "last_name": "Nero", "line1": "1", "line4": "Dresden", "postcode": "01067"}
        client.post(reverse("checkout:shipping-address"), {**names, "country": country.pk})
        client.get(reverse("checkout:shipping-method"))
        client.post(reverse("checkout:payment-details"), {"action": "invoice", "invoice-vat_number": GERMAN})
        client.post(reverse("checkout:preview"), {"action": "place_order"})
    order = get_model("order", "Order").objects.get()
    assert order.total_tax > 0
    assert (order.tax_record.vat_number, order.tax_record.vat_state) == (GERMAN, VatState.UNKNOWN)
    assert Customer.objects.get(pk=business.pk).vat_state == VatState.VALID
