"""What staff buys while logged in as a customer costs what it costs the customer, in shops of every kind."""

import pytest
from django.apps import apps
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer
from tests.conftest import customer_of

from .receipts import paid, purchase
from .shoppers import Shopper
from .shops import SOME_SHOPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_of(alice):
    """Somebody who buys as alice, logged in as the customer."""

    class Staff(Shopper):
        def __init__(self, user):
            super().__init__(alice)
            self.user = user
            page = reverse("dashboard:customer-log-in-as", args=[user.pk])
            self.client.post(page, {"reason": "Ordered on the phone", "acts": "1"})

    return Staff


def exempt(user):
    customer_of(user)
    Customer.objects.filter(pk=user.pk).update(tax_exempt=True)
    return user


@pytest.mark.once
@pytest.mark.parametrize(("strategy", "offer"), SOME_SHOPS)
def test_it_costs_what_it_costs_somebody_like_her_alone(strategy, offer, bob, carol, staff_of):
    with_staff = paid(exempt(carol), strategy, offer, through=staff_of)
    for model in ("voucher.Voucher", "offer.ConditionalOffer", "offer.Range"):
        apps.get_model(model).objects.all().delete()
    assert with_staff == paid(exempt(bob), strategy, offer)


def test_the_exemption_of_whoever_helps_counts_for_nothing(alice, bob, staff_of):
    customer_of(alice)
    Customer.objects.filter(pk=alice.pk).update(tax_exempt=True)
    assert purchase(bob, "uk", "nothing", through=staff_of).order.total_tax > 0


def test_the_order_is_the_customers_and_says_who_placed_it(bob, alice, staff_of):
    order = purchase(bob, "uk", "nothing", through=staff_of).order
    assert order.user == bob
    assert "Alice Bottega" in get_model("order", "OrderNote").objects.get(order=order).message
    assert Activity.objects.get(kind="log_in_as.ordered", customer=bob.pk).by_id == alice.pk
