"""Intra-EU reverse charge: another member state and a valid number, never the shop's own country, never "not known"."""

from datetime import UTC, datetime
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from oscar.core.loading import get_class, get_model
from oscar.test.factories import UserAddressFactory, create_product, create_stockrecord

from oscar_clienti.models import Customer, VatCheck, VatState
from oscar_clienti.services import customers, taxes
from oscar_clienti.services.vat import checks, vies
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

VALID, INVALID, UNKNOWN = VatState.VALID, VatState.INVALID, VatState.UNKNOWN
POLICY = "oscar_clienti.services.taxes.reverse_charge.by_exemption_or_reverse_charge"


@pytest.fixture(autouse=True)
def policy(settings):
    settings.OSCAR_CLIENTI_TAX_POLICY = POLICY


def to(country):
    return SimpleNamespace(country_id=country)


def business(user, number, state=VALID, **fields):
    Customer.objects.filter(pk=customer_of(user).pk).update(vat_number=number, vat_state=state, **fields)
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("number", "state", "delivered_to", "exempt"),
    [
        ("DE136695976", VALID, "DE", True),
        ("DE136695976", VALID, "FR", True),
        ("EL094259216", VALID, "GR", True),
        # Taxed: only a yes takes the tax off.
        ("DE136695976", UNKNOWN, "DE", False),
        ("DE136695976", INVALID, "DE", False),
        # Into the shop's own country, or with a number of it.
        ("DE136695976", VALID, "IT", False),
        ("IT00743110157", VALID, "DE", False),
        ("IT00743110157", VALID, "IT", False),
        # Out of the Union it is no reverse charge.
        ("DE136695976", VALID, "CH", False),
        ("DE136695976", VALID, "US", False),
        ("DE136695976", VALID, "", False),
        ("XI980780684", VALID, "DE", False),
        ("GB980780684", VALID, "DE", False),
        ("CHE107787577", VALID, "DE", False),
        # Whatever somebody wrote into the row.
        ("IT123", VALID, "DE", False),
        ("", VALID, "DE", False),
    ],
)
def test_who_pays_no_tax(bob, number, state, delivered_to, exempt):
    assert taxes.decide(business(bob, number, state), address=to(delivered_to)).exempt is exempt


def test_the_shop_may_be_at_home_elsewhere(bob, settings):
    settings.OSCAR_CLIENTI_SHOP_COUNTRY = "DE"
    assert not taxes.decide(business(bob, "DE136695976"), address=to("FR")).exempt
    assert taxes.decide(business(bob, "IT00743110157"), address=to("IT")).exempt
    settings.OSCAR_CLIENTI_SHOP_COUNTRY = "CH"
    assert not taxes.decide(business(bob, "IT00743110157"), address=to("IT")).exempt


def test_without_an_address_the_customers_own_counts(bob):
    assert taxes.decide(business(bob, "DE136695976", country_code="DE")).exempt
    assert not taxes.decide(business(bob, "DE136695976", country_code="IT")).exempt


def test_the_reason_is_the_proof(bob):
    buyer = business(bob, "DE136695976")
    at = datetime(2026, 5, 3, 12, tzinfo=UTC)
    VatCheck.objects.create(
        customer_id=bob.pk, number="DE136695976", state=VALID, answered_at=at, request_id="WAPIAAAAZ0000001"
    )
    assert taxes.decide(buyer, address=to("DE")).reason == (
        "Reverse charge: VAT number DE136695976 was valid on 05/03/2026 (VIES request WAPIAAAAZ0000001)."
    )


def test_an_exemption_comes_first(bob):
    taxes.grant(customer_of(bob), reason="Museum", by=None)
    assert taxes.decide(business(bob, "DE136695976"), address=to("DE")).reason == "Museum"


def test_visitors_pay(bob):
    assert not taxes.decide(None, address=to("DE")).exempt


def test_it_costs_one_question_however_many_prices(bob, django_assert_num_queries):
    buyer = business(bob, "DE136695976")
    with django_assert_num_queries(2):
        for _price in range(20):
            taxes.decide(buyer, address=to("DE"))


# Open baskets.


@pytest.fixture
def basket(bob, settings):
    """A crate of 10.00 and 20% tax."""
    settings.SHOP_STRATEGY = "tests.shop.strategies.uk"
    product = create_product()
    create_stockrecord(product, price=D("10.00"), num_in_stock=5)
    basket = get_model("basket", "Basket").objects.create(owner=bob)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=bob)
    basket.add_product(product)
    return basket


def by_heart(number):
    return vies.Answer(VALID, "N1")


def answered(bob, settings):
    settings.OSCAR_CLIENTI_VIES = f"{__name__}.by_heart"
    germany = get_model("address", "Country").objects.create(iso_3166_1_a2="DE", printable_name="Germany")
    UserAddressFactory(user=bob, country=germany, phone_number="")
    customers.update(customer_of(bob), by=None, vat_number="DE136695976")
    checks.answer(VatCheck.objects.get().pk)


def price(basket):
    return basket.lines.get().price_incl_tax


def test_open_baskets_follow_the_answer(bob, basket, settings):
    assert price(basket) == D("12.00")
    answered(bob, settings)
    assert price(basket) == D("10.00")
    customers.update(customer_of(bob), by=None, vat_number="")
    assert price(basket) == D("12.00")


def test_under_another_policy_they_are_left_alone(bob, basket, settings):
    del settings.OSCAR_CLIENTI_TAX_POLICY
    basket.lines.update(price_incl_tax=D("11.11"))
    answered(bob, settings)
    assert price(basket) == D("11.11")
