from decimal import Decimal as D

import pytest
from oscar.apps.partner.strategy import Default
from oscar.core.loading import get_class, get_model
from oscar.test.factories import create_product, create_stockrecord

from oscar_clienti.models import CustomerGroup
from oscar_clienti.services import baskets, groups
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")


@pytest.fixture
def crate():
    product = create_product()
    create_stockrecord(product, price=D("10.00"), num_in_stock=5)
    return product


def basket_of(user, product, status=Basket.OPEN):
    basket = Basket.objects.create(owner=user)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    basket.add_product(product)
    Basket.objects.filter(pk=basket.pk).update(status=status)
    return basket


def line_of(basket):
    line = basket.lines.get()
    line.basket.strategy = Default()
    return line


def raise_price(product):
    product.stockrecords.update(price=D("12.50"))


def test_a_line_gets_the_price_of_today(bob, crate):
    basket = basket_of(bob, crate)
    raise_price(crate)
    assert baskets.reprice([customer_of(bob)]) == 1
    assert (line_of(basket).price_excl_tax, line_of(basket).price_incl_tax) == (D("12.50"), D("12.50"))


def test_the_shopper_is_not_told_that_prices_changed(bob, crate):
    basket = basket_of(bob, crate)
    raise_price(crate)
    baskets.reprice([customer_of(bob)])
    assert line_of(basket).get_warning() is None


def test_a_submitted_basket_keeps_the_price_that_was_paid(bob, crate):
    basket = basket_of(bob, crate, status=Basket.SUBMITTED)
    raise_price(crate)
    assert baskets.reprice([customer_of(bob)]) == 0
    assert line_of(basket).price_excl_tax == D("10.00")


def test_the_baskets_of_others_stay(bob, carol, crate):
    basket = basket_of(carol, crate)
    raise_price(crate)
    baskets.reprice([customer_of(bob)])
    assert line_of(basket).price_excl_tax == D("10.00")


def test_a_product_without_a_price_keeps_its_line(bob, crate):
    basket = basket_of(bob, crate)
    crate.stockrecords.update(price=None)
    assert baskets.reprice([customer_of(bob)]) == 0
    assert line_of(basket).price_excl_tax == D("10.00")


def test_nobody_is_no_work(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert baskets.reprice([]) == 0


class GroupStrategy(Default):
    """A shop that sells for half to a group, and knows its visitor by ``strategy.user`` as Oscar's strategies do."""

    def pricing_policy(self, product, stockrecord):
        price = super().pricing_policy(product, stockrecord)
        if groups.of(self.user) is not None:
            price.excl_tax /= 2
        return price


def test_assigning_a_group_prices_the_open_basket_anew(alice, bob, crate, settings):
    settings.SHOP_STRATEGY = f"{__name__}.GroupStrategy"
    basket = basket_of(bob, crate)
    groups.assign([customer_of(bob)], group=groups.create(name="Wholesale", by=alice), by=alice)
    assert line_of(basket).price_excl_tax == D("5.00")


def test_deleting_the_group_prices_it_back(alice, bob, crate, settings):
    settings.SHOP_STRATEGY = f"{__name__}.GroupStrategy"
    basket = basket_of(bob, crate)
    groups.assign([customer_of(bob)], group=groups.create(name="Wholesale", by=alice), by=alice)
    groups.delete(CustomerGroup.objects.get(), move_to=None, by=alice)
    assert line_of(basket).price_excl_tax == D("10.00")
