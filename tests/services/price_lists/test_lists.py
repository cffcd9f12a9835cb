"""Price lists are made, changed, copied and deleted; open baskets follow, and everything is written down."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from oscar.core.loading import get_class, get_model
from oscar.test import factories

from oscar_clienti import signals
from oscar_clienti.models import Activity, CustomerGroup, Job, PriceList, PriceListLine
from oscar_clienti.services import groups, price_lists
from oscar_clienti.services.price_lists import repricing
from tests.conftest import customer_of, heard

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")


@pytest.fixture
def trade():
    return CustomerGroup.objects.create(name="Trade")


@pytest.fixture
def schools():
    return CustomerGroup.objects.create(name="Schools")


@pytest.fixture
def crate():
    return factories.create_product(title="Crate", upc="CR-1", price=D("10.00"), num_in_stock=50)


@pytest.fixture
def summer(trade, alice):
    return price_lists.create(name="Summer", group=trade, by=alice)


@pytest.fixture
def carols_basket(carol, trade, crate):
    """Carol is in Trade and has a crate in her basket, at the shop's own price."""
    groups.assign([customer_of(carol)], group=trade, by=None)
    return basket_of(carol, crate)


def basket_of(user, product):
    basket = Basket.objects.create(owner=user)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    basket.add_product(product)
    return basket


def price_in(basket):
    return basket.lines.model.objects.get(basket=basket).price_excl_tax


def test_a_new_list_is_in_force_and_empty(summer, trade):
    assert (summer.name, summer.group, summer.is_active, summer.lines.count()) == ("Summer", trade, True, 0)


def test_what_is_done_is_written_down(summer, alice):
    price_lists.update(summer, by=alice, ends_on=date(2026, 8, 31))
    price_lists.delete(summer, by=alice)
    kinds = list(Activity.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [f"price_list.{what}" for what in ("created", "changed", "deleted")]
    assert Activity.objects.get(kind="price_list.changed").changes == {"ends_on": [None, "2026-08-31"]}


def test_what_is_done_is_announced(summer, alice):
    with heard(signals.price_list_changed) as calls:
        price_lists.update(summer, by=alice, name="Late summer")
        price_lists.delete(summer, by=alice)
    assert [(call["price_list"].pk, call["by"]) for call in calls] == [(summer.pk, alice)] * 2


def test_saving_without_a_change_leaves_no_trace(summer, alice):
    price_lists.update(summer, by=alice, name="Summer")
    assert not Activity.objects.filter(kind="price_list.changed").exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)}, "ends_on"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_at_its_field(trade, alice, fields, field):
    with pytest.raises(ValidationError) as refused:
        price_lists.create(**{"name": "Summer", "group": trade, "by": alice, **fields})
    assert field in refused.value.error_dict
    assert not PriceList.objects.exists()


def test_a_group_that_is_gone_gets_no_list(trade, alice):
    CustomerGroup.objects.all().delete()
    with pytest.raises(ValidationError):
        price_lists.create(name="Summer", group=trade, by=alice)


def test_a_list_that_is_gone_is_told(summer, alice):
    PriceList.objects.all().delete()
    for act in (lambda: price_lists.update(summer, by=alice, name="X"), lambda: price_lists.delete(summer, by=alice)):
        with pytest.raises(ValidationError):
            act()


def test_nobody_does_anything_without_the_right(summer, viewer, schools, crate):
    line = PriceListLine.objects.create(price_list=summer, product=crate, price=D(8))
    acts = [
        lambda: price_lists.create(name="Mine", group=schools, by=viewer),
        lambda: price_lists.update(summer, by=viewer, name="Mine"),
        lambda: price_lists.copy(summer, group=schools, by=viewer),
        lambda: price_lists.add_line(summer, by=viewer, percent=D(99)),
        lambda: price_lists.change_line(line, by=viewer, price=D(1)),
        lambda: price_lists.remove_line(line, by=viewer),
        lambda: price_lists.paste(summer, f"{crate.upc};1", by=viewer),
        lambda: price_lists.delete(summer, by=viewer),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert list(PriceListLine.objects.values_list("price_list__name", "price")) == [("Summer", D(8))]


def test_a_copy_for_another_group_costs_so_many_per_cent_less(summer, schools, alice, crate):
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.19"))
    price_lists.add_line(summer, by=alice, percent=D(10))
    made = price_lists.copy(summer, group=schools, by=alice, percent=D(-5))
    assert (made.group, made.name) == (schools, "Summer")
    # 8.19 less 5 %; and who paid 90 % pays 95 % of that.
    assert list(made.lines.values_list("product", "price", "percent")) == [
        (crate.pk, D("7.78"), None),
        (None, None, D("14.50")),
    ]


def test_a_dearer_copy_is_never_dearer_than_the_shops_own_price(summer, schools, alice):
    price_lists.add_line(summer, by=alice, percent=D(10))
    assert price_lists.copy(summer, group=schools, by=alice, percent=D(50)).lines.get().percent == 0


@pytest.mark.parametrize("percent", [D(-101), D(1001), D(1000)])
def test_a_copy_with_impossible_prices_is_not_made(summer, schools, alice, crate, percent):
    price_lists.add_line(summer, by=alice, product=crate, price=D("9999999999.99"))
    with pytest.raises(ValidationError):
        price_lists.copy(summer, group=schools, by=alice, percent=percent)
    assert PriceList.objects.count() == 1


def test_the_open_basket_follows(summer, alice, crate, carols_basket):
    line = price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    assert price_in(carols_basket) == D("8.00")
    price_lists.change_line(line, by=alice, percent=D(30))
    assert price_in(carols_basket) == D("7.00")
    price_lists.update(summer, by=alice, is_active=False)
    assert price_in(carols_basket) == D("10.00")
    price_lists.update(summer, by=alice, is_active=True)
    price_lists.remove_line(line, by=alice)
    assert price_in(carols_basket) == D("10.00")


def test_the_open_basket_follows_a_pasted_and_a_deleted_list(summer, alice, crate, carols_basket):
    price_lists.paste(summer, f"{crate.upc}; 6.50", by=alice)
    assert price_in(carols_basket) == D("6.50")
    price_lists.delete(summer, by=alice)
    assert price_in(carols_basket) == D("10.00")


def test_a_list_that_moves_to_another_group_is_priced_for_both(summer, schools, alice, bob, crate, carols_basket):
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    groups.assign([customer_of(bob)], group=schools, by=None)
    bobs_basket = basket_of(bob, crate)
    price_lists.update(summer, by=alice, group=schools)
    assert (price_in(carols_basket), price_in(bobs_basket)) == (D("10.00"), D("8.00"))


def test_a_line_of_one_product_looks_at_no_other_basket(summer, alice, crate, carols_basket):
    crate.stockrecords.update(price=D("12.00"))
    price_lists.add_line(summer, by=alice, product=factories.create_product(), price=D("8.00"))
    assert price_in(carols_basket) == D("10.00")


def test_the_baskets_of_a_large_group_are_priced_in_the_background(
    summer, alice, crate, carols_basket, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(repricing, "AT_ONCE", 0)
    with django_capture_on_commit_callbacks(execute=True):
        price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    job = Job.objects.get()
    assert (job.kind, job.state, job.counts) == ("reprice", Job.State.DONE, {"lines": 1})
    assert price_in(carols_basket) == D("8.00")


def test_the_lists_of_a_merged_group_go_along_switched_off(summer, trade, schools, alice, crate, carols_basket):
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    with heard(signals.price_list_changed) as calls:
        groups.merge(trade, into=schools, by=alice)
    assert [(call["price_list"], call["by"]) for call in calls] == [(summer, alice)]
    moved = schools.price_lists.get()
    assert (moved.name, moved.is_active, moved.lines.count()) == ("Summer", False, 1)
    assert price_in(carols_basket) == D("10.00")
    price_lists.update(moved, by=alice, is_active=True)
    assert price_in(carols_basket) == D("8.00")


@pytest.mark.parametrize("move_to", [True, False], ids=["to others", "nowhere"])
def test_the_lists_of_a_deleted_group_are_deleted(summer, trade, schools, alice, crate, carols_basket, move_to):
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    groups.delete(trade, move_to=schools if move_to else None, by=alice)
    assert not PriceList.objects.exists()
    assert Activity.objects.get(kind="price_list.deleted").facts["lines"] == 1
    assert price_in(carols_basket) == D("10.00")


@pytest.fixture
def today():
    return timezone.localdate()


def test_open_baskets_follow_a_list_that_ended_yesterday(summer, alice, crate, carols_basket, today):
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    PriceList.objects.update(ends_on=today - timedelta(days=1))
    assert price_lists.turn(today) == 1
    assert price_in(carols_basket) == D("10.00")


def test_open_baskets_follow_a_list_that_begins_today(summer, alice, crate, carols_basket, today):
    price_lists.update(summer, by=alice, starts_on=today + timedelta(days=1))
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.00"))
    PriceList.objects.update(starts_on=today)
    price_lists.turn(today)
    assert price_in(carols_basket) == D("8.00")


def test_a_list_that_goes_on_turns_nothing(summer, today):
    PriceList.objects.update(starts_on=today - timedelta(days=1), ends_on=today)
    assert price_lists.turn(today) == 0


def test_a_list_that_is_switched_off_turns_nothing(summer, today):
    PriceList.objects.update(starts_on=today, is_active=False)
    assert price_lists.turn(today) == 0
