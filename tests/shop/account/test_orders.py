"""The orders of the account: how far each is, in as many questions for many as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from tests.lives import place_order

pytestmark = pytest.mark.django_db


def pay(order, debited, refunded=0):
    kind, _made = get_model("payment", "SourceType").objects.get_or_create(name="Card")
    get_model("payment", "Source").objects.create(
        order=order, source_type=kind, amount_debited=debited, amount_refunded=refunded
    )


def listed(client):
    return client.get(reverse("customer:order-list")).content.decode()


@pytest.mark.parametrize(
    ("debited", "refunded", "words"),
    [(12, 0, "Paid"), (0, 0, "Not paid yet"), (5, 0, "Partly paid"), (12, 12, "Refunded")],
)
def test_the_payment_is_a_mark_and_a_word(as_bob, bob, debited, refunded, words):
    pay(place_order(bob), debited, refunded)
    assert words in listed(as_bob)


def test_the_page_of_an_order_says_it_too(as_bob, bob):
    order = place_order(bob)
    pay(order, 12)
    assert "Paid" in as_bob.get(reverse("customer:order", args=[order.number])).content.decode()


def test_orders_of_others_are_not_there(as_bob, carol):
    order = place_order(carol)
    assert order.number not in listed(as_bob)
    assert as_bob.get(reverse("customer:order", args=[order.number])).status_code == 404


def test_nothing_ordered_yet(as_bob):
    assert "You have not ordered anything yet" in listed(as_bob)


def test_ordering_again_is_a_post_to_oscar_s_page(as_bob, bob):
    order = place_order(bob)
    answer = as_bob.post(reverse("customer:order", args=[order.number]), {"action": "reorder", "order_id": order.pk})
    assert answer.status_code == 302


def test_ten_orders_cost_no_more_questions_than_one(as_bob, bob):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            listed(as_bob)
        return len(asked)

    pay(place_order(bob), 12)
    listed(as_bob)
    one = questions()
    for _n in range(9):
        pay(place_order(bob), 12)
    assert questions() == one
