"""“Why this price?” says what the basket will say."""

import os
import random
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import Customer, CustomerGroup, OfferAudience, PriceList, TaxExemption
from oscar_clienti.shop.reasons import why
from tests.conftest import customer_of, make_user

from .shoppers import Shopper
from .shops import crate, shop

pytestmark = pytest.mark.django_db
# PRICE_PAIRS=200 pytest tests/shop/test_reasons.py is the long one.
PAIRS = int(os.environ.get("PRICE_PAIRS", "24"))


@pytest.fixture
def uk():
    with shop("uk", "nothing"):
        yield


@pytest.fixture
def trade(bob):
    group = CustomerGroup.objects.create(name="Trade")
    Customer.objects.filter(pk=customer_of(bob).pk).update(group=group)
    return group


def prices(group, name, **line):
    made = PriceList.objects.create(name=name, group=group)
    made.lines.create(**line)
    return made


def offer(name, percent, group=None, priority=0):
    Benefit, Range = get_model("offer", "Benefit"), get_model("offer", "Range")
    everything, _made = Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})
    made = factories.ConditionalOfferFactory(
        name=name, priority=priority, exclusive=True, offer_type="User" if group else "Site",
        condition=factories.ConditionFactory(range=everything, type="Count", value=1, proxy_class=None),
        benefit=factories.BenefitFactory(range=everything, type=Benefit.PERCENTAGE, value=percent, proxy_class=None),
    )  # fmt: skip
    if group:
        OfferAudience.objects.create(offer=made, group=group)
    return made


def test_a_customer_without_a_group(uk, bob):
    story = why(bob.pk, crate(), 2)
    assert story.total == D("32.76")
    assert story.sentences == [
        "The list price is €16.38.",
        "The customer is in no group, so no price list counts.",
        "Taxes of €2.73 each are included.",
        "2 × €16.38 comes to €32.76 in the basket, offers taken off.",
    ]


def test_the_price_list_that_won_and_the_one_that_lost(uk, bob, trade):
    product = crate()
    prices(trade, "Summer", product=product, price=D("10.00"))
    prices(trade, "Old", percent=D(10))
    sentences = why(bob.pk, product).sentences
    assert "The price list “Summer” of the group “Trade” says €10.00: the lowest price counts." in sentences
    assert any("“Old”" in sentence and "doesn't count" in sentence for sentence in sentences)
    assert sentences[-1] == "1 × €12.00 comes to €12.00 in the basket, offers taken off."


def test_the_offer_that_won_and_the_one_that_lost(uk, bob, trade):
    offer("Trade −10 %", 10, trade, priority=2)
    offer("Everybody −5 %", 5)
    sentences = why(bob.pk, crate()).sentences
    assert "The offer “Trade −10 %” takes €1.63 off." in sentences
    assert any(sentence.startswith("The offer “Everybody −5 %” takes nothing off") for sentence in sentences)


def test_the_exemption_with_its_reason(uk, bob):
    customer = customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(tax_exempt=True)
    TaxExemption.objects.create(customer=customer, reason="Museum")
    assert "No taxes: Museum" in why(bob.pk, crate()).sentences


def test_taxes_that_are_not_known_yet(bob):
    with shop("us", "nothing"):
        story = why(bob.pk, crate())
    assert (story.total, "Taxes are worked out in the checkout." in story.sentences) == (D("13.65"), True)


def test_a_product_without_a_price(uk, bob):
    product = factories.create_product()
    product.stockrecords.all().delete()
    assert why(bob.pk, product).sentences == ["This product has no price."]


def test_nothing_stays(uk, bob):
    why(bob.pk, crate())
    assert not get_model("basket", "Basket").objects.exists()


def test_it_agrees_with_the_basket():
    chance = random.Random(PAIRS)
    groups = [
        CustomerGroup.objects.create(name=name, tax_exempt=name == "Embassies") for name in ("Trade", "Embassies")
    ]
    with shop("uk", "percent"):
        products = [crate(D(chance.randint(1, 99_999)) / 100) for _number in range(12)]
        for number, group in enumerate(groups * 2):
            prices(group, f"List {number}", percent=D(chance.randint(1, 40)))
            prices(group, f"Fixed {number}", product=chance.choice(products), price=D(chance.randint(1, 9999)) / 100)
        offer("Trade offer", 7, groups[0], priority=chance.randint(-1, 1))
        for _pair in range(PAIRS):
            shopper, product, quantity = somebody(chance, groups), chance.choice(products), chance.randint(1, 9)
            shopper.take(product, quantity)
            basket = shopper.client.get(reverse("basket:summary")).context["basket"]
            assert why(shopper.user.pk, product, quantity).total == basket.total_incl_tax


def somebody(chance, groups):
    customer = customer_of(make_user())
    until = chance.choice([None, timezone.localdate() - timedelta(days=1), timezone.localdate()])
    Customer.objects.filter(pk=customer.pk).update(
        group=chance.choice([None, *groups]), group_until=until, tax_exempt=chance.random() < 0.3
    )
    return Shopper(customer.user)
