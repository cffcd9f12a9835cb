"""Two tabs, two clicks, two orders for the last piece: with real connections and real threads.

SQLite lets only one write at a time and has nothing to race.
"""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import StaffOrder
from oscar_clienti.services import groups, offers
from oscar_clienti.services import orders_on_behalf as on_behalf
from tests.conftest import customer_of
from tests.racing import race
from tests.shop.shops import crate
from tests.shop.test_orders_on_behalf import draft_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]
Order = get_model("order", "Order")
_HELD = ("basket_basket_vouchers", "offer_conditionaloffer", "partner_stockrecord")


def place_it(draft, by):
    tab = StaffOrder.objects.get(pk=draft.pk)
    seal = on_behalf.quote(draft).seal
    return on_behalf.place(tab, by=by, version=draft.version, seal=seal, payment="Cash", confirm=False)


@pytest.mark.parametrize("attempt", range(3))
def test_two_clicks_are_one_order(bob, alice, attempt):
    draft = draft_of(bob, crate(), alice)
    seal, numbers = on_behalf.quote(draft).seal, []

    def click():
        tab = StaffOrder.objects.get(pk=draft.pk)
        order = on_behalf.place(tab, by=alice, version=draft.version, seal=seal, payment="Cash", confirm=False)
        numbers.append(order.number)

    race(click, click, click)
    assert Order.objects.count() == 1
    assert len(numbers) == 3 and len(set(numbers)) == 1
    assert get_model("partner", "StockRecord").objects.get().num_allocated == 3


def test_the_last_pieces_are_sold_once(bob, carol, alice):
    product = crate()
    drafts = [draft_of(user, product, alice) for user in (bob, carol)]
    get_model("partner", "StockRecord").objects.update(num_in_stock=4)
    told = []

    def order(draft):
        try:
            place_it(draft, alice)
        except ValidationError as error:
            told.append(error)

    race(lambda: order(drafts[0]), lambda: order(drafts[1]))
    assert (Order.objects.count(), len(told)) == (1, 1)


@pytest.mark.parametrize("attempt", range(3))
def test_an_offer_of_a_group_that_counts_once_is_given_once(bob, carol, alice, attempt):
    group = groups.create(name="Wholesale", by=alice)
    groups.assign([customer_of(user) for user in (bob, carol)], group=group, by=alice)
    offer = offers.give_discount(group, percent=Decimal(10), by=alice).offer
    type(offer).objects.filter(pk=offer.pk).update(max_global_applications=1)
    drafts = [draft_of(user, crate(), alice, quantity=1) for user in (bob, carol)]
    told = []

    def order(draft):
        try:
            place_it(draft, alice)
        except ValidationError as error:
            told.append(error.code)

    race(lambda: order(drafts[0]), lambda: order(drafts[1]))
    offer.refresh_from_db()
    assert (offer.num_applications, told) == (1, ["changed"])


def test_it_holds_codes_offers_and_stock_in_the_order_of_the_checkout(bob, alice):
    """Oscar's own checkout writes to the offer first: held the other way round, each would wait for the other."""
    draft = draft_of(bob, crate(), alice)
    factories.create_offer(max_basket_applications=None)
    with CaptureQueriesContext(connection) as queries:
        place_it(draft, alice)
    held = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    tables = [next(name for name in _HELD if name in sql) for sql in held if any(name in sql for name in _HELD)]
    assert tables[:3] == list(_HELD)


def test_one_click_twice_begins_one_order(bob, alice):
    key = StaffOrder().key
    customer = customer_of(bob)
    race(*[lambda: on_behalf.start(customer, by=alice, key=key)] * 2)
    assert StaffOrder.objects.count() == 1
