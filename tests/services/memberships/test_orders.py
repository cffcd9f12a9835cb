"""After an order the buyer's next basket has the group that the order earned."""

from decimal import Decimal

import pytest
from oscar.apps.order.signals import order_placed
from oscar.core.loading import get_model
from oscar.test.factories import create_order

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import groups, memberships
from tests.conftest import customer_of
from tests.services.memberships.conftest import ordered

pytestmark = pytest.mark.django_db


def place(user, total):
    """As the checkout ends: the order is there, and Oscar says so."""
    order = ordered(user, total)
    order_placed.send(sender=None, order=order, user=user)


def test_the_order_that_is_enough_brings_the_group_at_once(alice, bob, vip):
    memberships.set_rule(vip, min_spent=Decimal(100), by=alice)
    place(bob, 60)
    assert customer_of(bob).group is None
    place(bob, 40)
    assert (customer_of(bob).group, customer_of(bob).group_by_rule) == (vip, True)
    assert Activity.objects.get(customer=bob.pk, kind="group.by_rule").by is None


def test_nobody_else_is_moved(alice, bob, carol, vip):
    memberships.set_rule(vip, min_spent=Decimal(100), by=alice)
    ordered(carol, 500)
    place(bob, 500)
    assert customer_of(carol).group is None


def test_who_was_put_into_a_group_by_hand_stays_there(alice, bob, vip, gold):
    memberships.set_rule(vip, min_spent=Decimal(100), by=alice)
    groups.assign([customer_of(bob)], group=gold, by=alice)
    place(bob, 500)
    assert customer_of(bob).group == gold


def test_a_rule_that_fails_breaks_no_checkout(alice, bob, vip, caplog):
    memberships.set_rule(vip, min_spent=Decimal(100), by=alice)

    def fails(sender, **arguments):
        raise RuntimeError

    signals.customer_group_changed.connect(fails)
    try:
        place(bob, 500)
    finally:
        signals.customer_group_changed.disconnect(fails)
    assert "joining rules were not applied" in caplog.text
    memberships.apply()
    assert customer_of(bob).group == vip


def test_a_guests_order_is_nobodys(alice, vip):
    memberships.set_rule(vip, min_orders=1, by=alice)
    order = create_order(number="guest")
    get_model("order", "Order").objects.filter(pk=order.pk).update(user=None)
    order_placed.send(sender=None, order=get_model("order", "Order").objects.get(pk=order.pk), user=None)
    assert not Customer.objects.filter(group=vip).exists()


def test_a_shop_without_rules_pays_one_question(bob, django_assert_num_queries):
    customer_of(bob)
    with django_assert_num_queries(1):
        memberships.follow([bob.pk])


def test_an_order_that_changes_nothing_costs_one_more_for_each_rule_and_one(alice, bob, vip, django_assert_num_queries):
    memberships.set_rule(vip, min_spent=Decimal(100), by=alice)
    ordered(bob, 5)
    with django_assert_num_queries(3):
        memberships.follow([bob.pk])
