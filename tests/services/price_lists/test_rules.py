"""Which price counts: the lowest, and at the same price what is nearest to the product."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection  # noqa: F401  For the condition below.
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import CustomerGroup, PriceList
from oscar_clienti.services.price_lists import PriceRules, rules

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 15)


@pytest.fixture
def trade():
    return CustomerGroup.objects.create(name="Trade")


@pytest.fixture
def crate():
    return factories.create_product(price=D("10.00"))


def prices(group, name="Summer", lines=(), **fields):
    made = PriceList.objects.create(name=name, group=group, **fields)
    for line in lines:
        made.lines.create(**line)
    return made


def lowest(group, product, own="10.00"):
    winner = PriceRules.of_group(group.pk, DAY).lowest(product, D(own), "EUR")
    return winner and (winner.price, winner.list_name)


def test_a_price_of_the_product(trade, crate):
    prices(trade, lines=[{"product": crate, "price": D("8.19")}])
    assert lowest(trade, crate) == (D("8.19"), "Summer")


def test_so_many_per_cent_off_everything(trade, crate):
    prices(trade, lines=[{"percent": D("12.5")}])
    assert lowest(trade, crate, "9.99") == (D("8.74"), "Summer")


def test_another_product_has_its_own_price(trade, crate):
    prices(trade, lines=[{"product": factories.create_product(), "price": D(1)}])
    assert lowest(trade, crate) is None


def test_the_lowest_of_two_lists(trade, crate):
    prices(trade, "Dear", [{"product": crate, "price": D("9.00")}])
    prices(trade, "Cheap", [{"percent": D(20)}])
    assert lowest(trade, crate) == (D("8.00"), "Cheap")


def test_at_the_same_price_the_nearest(trade, crate):
    prices(trade, "Everything", [{"percent": D(20)}])
    prices(trade, "Product", [{"product": crate, "price": D("8.00")}])
    assert lowest(trade, crate) == (D("8.00"), "Product")


def test_nothing_gets_dearer(trade, crate):
    prices(trade, lines=[{"product": crate, "price": D("12.00")}])
    assert lowest(trade, crate) is None


def test_a_price_above_the_own_is_told_all_the_same(trade, crate):
    prices(trade, lines=[{"product": crate, "price": D("12.00")}])
    assert [one.price for one in PriceRules.of_group(trade.pk, DAY).candidates(crate, D(10), "EUR")] == [D("12.00")]


def test_a_line_for_the_parent_fits_its_variants(trade):
    parent = factories.create_product(structure="parent")
    variant = factories.create_product(structure="child", parent=parent, price=D("10.00"))
    prices(trade, lines=[{"product": parent, "price": D("7.00")}])
    assert lowest(trade, variant) == (D("7.00"), "Summer")


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"starts_on": date(2026, 3, 16)}, False),
        ({"starts_on": DAY, "ends_on": DAY}, True),
        ({"ends_on": date(2026, 3, 14)}, False),
        ({"is_active": False}, False),
    ],
    ids=str,
)
def test_between_its_days(trade, crate, fields, counts):
    prices(trade, lines=[{"product": crate, "price": D(1)}], **fields)
    assert bool(lowest(trade, crate)) == counts


def test_the_lists_of_other_groups(trade, crate):
    prices(CustomerGroup.objects.create(name="Schools"), lines=[{"product": crate, "price": D(1)}])
    assert lowest(trade, crate) is None


def catalogue():
    """Products in categories, classes, with variants; and ranges of every kind that Oscar knows."""
    food, tools = factories.CategoryFactory(name="Food"), factories.CategoryFactory(name="Tools")
    bread, hammer, loose = (factories.create_product(title=name) for name in ("Bread", "Hammer", "Loose"))
    parent = factories.create_product(title="Shirt", structure="parent")
    variant = factories.create_product(title="Red shirt", structure="child", parent=parent)
    bread.categories.add(food)
    hammer.categories.add(tools)
    parent.categories.add(tools)
    Range = get_model("offer", "Range")
    ranges = [Range.objects.create(name=f"Range {n}") for n in range(5)]
    ranges[0].add_product(bread)
    ranges[1].included_categories.add(tools)
    ranges[2].classes.add(loose.product_class)
    ranges[2].excluded_products.add(hammer)
    ranges[3].add_product(parent)
    Range.objects.filter(pk=ranges[4].pk).update(includes_all_products=True)
    ranges[4].excluded_products.add(bread)
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    return [bread, hammer, loose, parent, variant], [
        *Range.objects.filter(pk__in=[one.pk for one in ranges]),
        everything,
    ]


@pytest.mark.skipif("connection.vendor == 'mysql'", reason="Oscar can't read ranges of categories there")
def test_a_range_holds_what_oscar_says(trade):
    products, ranges = catalogue()
    for range_ in ranges:
        PriceList.objects.all().delete()
        prices(trade, lines=[{"range": range_, "percent": D(10)}])
        found = PriceRules.of_group(trade.pk, DAY)
        for product in products:
            assert bool(found.candidates(product, D(10), "EUR")) == range_.contains_product(product), (range_, product)


def test_the_products_of_a_range_are_read_once(trade, django_assert_num_queries):
    _products, ranges = catalogue()
    prices(trade, lines=[{"range": ranges[0], "percent": D(10)}])
    found = PriceRules.of_group(trade.pk, DAY)
    many = [factories.create_product() for _number in range(5)]
    found.lowest(many[0], D(10), "EUR")
    with django_assert_num_queries(0):
        for product in many:
            found.lowest(product, D(10), "EUR")


@pytest.fixture
def many_lines(monkeypatch):
    """More lines than are read at once, without writing so many."""
    monkeypatch.setattr(rules, "AT_ONCE", 3)


def test_of_many_lines_those_of_a_product_count_too(trade, many_lines):
    tools = get_model("offer", "Range").objects.create(name="Tools")
    products = [factories.create_product() for _number in range(5)]
    tools.add_product(products[0])
    made = prices(trade, lines=[{"product": product, "price": D(8)} for product in products])
    made.lines.create(range=tools, percent=D(50))
    made.lines.create(percent=D(5))
    found = PriceRules.of_group(trade.pk, DAY)
    assert [found.lowest(product, D(10), "EUR").price for product in products] == [D(5), D(8), D(8), D(8), D(8)]
    assert found.lowest(factories.create_product(), D(10), "EUR").price == D("9.50")


def test_of_many_lines_those_of_neighbouring_products_are_read_together(
    trade, many_lines, monkeypatch, django_assert_num_queries
):
    products = [factories.create_product() for _number in range(5)]
    prices(trade, lines=[{"product": product, "price": D(8)} for product in products])
    monkeypatch.setattr(rules, "BLOCK", products[-1].pk + 1)
    with django_assert_num_queries(3):
        found = PriceRules.of_group(trade.pk, DAY)
        assert {found.lowest(product, D(10), "EUR").price for product in products} == {D(8)}


def test_lines_of_products_are_one_question(trade, crate, django_assert_num_queries):
    prices(trade, lines=[{"product": crate, "price": D("8.19")}, {"percent": D(5)}])
    with django_assert_num_queries(1):
        PriceRules.of_group(trade.pk, DAY).lowest(crate, D(10), "EUR")


def test_a_fixed_price_is_in_the_shops_currency(trade, crate):
    prices(trade, lines=[{"product": crate, "price": D("8.19")}])
    assert PriceRules.of_group(trade.pk, DAY).lowest(crate, D(1500), "JPY") is None


def test_per_cents_count_in_any_currency(trade, crate):
    prices(trade, lines=[{"percent": D(10)}])
    assert PriceRules.of_group(trade.pk, DAY).lowest(crate, D(1500), "JPY").price == D(1350)
