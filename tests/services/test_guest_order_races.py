"""Two guests with one new address at once: one customer with two orders.

With real connections and real threads; SQLite lets only one write at a time and has nothing to race.
"""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import guest_orders
from tests.conftest import make_user
from tests.lives import place_order
from tests.racing import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]


def owners(orders):
    return {order.user_id for order in get_model("order", "Order").objects.filter(pk__in=[o.pk for o in orders])}


@pytest.mark.parametrize("attempt", range(5))
def test_one_new_address_becomes_one_customer(attempt):
    orders = [place_order(None, email=email) for email in ("ada@example.com", "ADA@example.com")]
    race(*(lambda order=order: guest_orders.placed(order) for order in orders))
    (pk,) = owners(orders)
    assert get_user_model().objects.filter(email__iexact="ada@example.com").count() == 1
    assert Customer.objects.get(pk=pk).num_orders == 2


def test_a_crowd_with_one_address_and_many_others():
    orders = [place_order(None, email="ada@example.com") for _number in range(4)]
    others = [place_order(None, email=f"guest{number}@example.com") for number in range(4)]
    race(*(lambda order=order: guest_orders.placed(order) for order in orders + others))
    assert len(owners(orders)) == 1 and len(owners(others)) == 4
    assert Customer.objects.get(pk=owners(orders).pop()).num_orders == 4


def test_a_shop_with_one_transaction_for_each_request(settings):
    """What MariaDB shows at REPEATABLE READ is as old as the transaction."""
    orders = [place_order(None, email="ada@example.com") for _number in range(2)]

    def request(order):
        with transaction.atomic():
            if connection.vendor == "mysql":
                connection.isolation_level = "repeatable read"
            get_user_model().objects.count()  # From here on MariaDB looks at the past.
            guest_orders.placed(order)

    def alone(order):
        if connection.vendor == "mysql":
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        request(order)

    race(*(lambda order=order: alone(order) for order in orders))
    assert len(owners(orders)) == 1 and None not in owners(orders)


def test_the_command_beside_checkouts():
    orders = [place_order(None, email=f"guest{number}@example.com") for number in range(20)]
    fresh = [place_order(None, email=f"GUEST{number}@example.com") for number in range(10)]
    race(
        lambda: guest_orders.claim_past(chunk=5),
        lambda: [guest_orders.placed(order) for order in fresh],
    )
    assert get_user_model().objects.count() == 20
    assert None not in owners(orders + fresh)


def test_confirming_twice_at_once_attaches_once():
    bob = make_user("bob@example.com", password="bob-buys-bread")
    orders = [place_order(None, email="bob@example.com") for _number in range(3)]
    for order in orders:
        guest_orders.placed(order)
    EmailAddress = apps.get_model("account", "EmailAddress")
    EmailAddress.objects.bulk_create([EmailAddress(user=bob, email="bob@example.com", verified=True)])
    race(*[lambda: guest_orders.adopt("bob@example.com")] * 3)
    assert owners(orders) == {bob.pk}
    assert Activity.objects.filter(kind="order.attached").count() == 3
