"""Whole purchases through the pages, in shops of every kind: page, basket, order and e-mail say the same."""

import json
import os
import subprocess
import sys
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from pathlib import Path

import pytest

from oscar_clienti.models import Customer
from tests.conftest import customer_of

from .receipts import QUANTITY, paid, purchase
from .shoppers import euros
from .shops import EVERY_SHOP, SOME_SHOPS, STRATEGIES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
CENT = D("0.01")
# What one crate of 13.65 costs net; the fork adds 1.00 to the gross.
NET = dict.fromkeys(STRATEGIES, D("13.65")) | {"gross": D("11.38"), "forked": D("14.48")}
everywhere = pytest.mark.parametrize(("strategy", "offer"), EVERY_SHOP)


@pytest.fixture(scope="module")
def without_us():
    """What was paid in each of these shops before we were installed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "sandbox")])}
    line = [sys.executable, "-W", "ignore", "-m", "tests.shop.stock"]
    return json.loads(subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)


@pytest.fixture
def exempt(bob):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(tax_exempt=True)
    return bob


def exempt_total(strategy, offer):
    goods, shipping, charges = NET[strategy] * QUANTITY, D("5.00"), D(0)
    if offer in ("percent", "voucher"):
        goods = (goods * D("0.9" if offer == "percent" else "0.85")).quantize(CENT, ROUND_HALF_UP)
    if offer == "absolute":
        goods -= 5
    if offer == "shipping":
        shipping /= 2
    if offer == "surcharges":
        charges = D("1.00") + (D(0) if strategy == "us" else ((goods + shipping) * D("0.02")).quantize(CENT))
    return goods + shipping + charges


@everywhere
def test_somebody_exempt_pays_the_net_and_no_tax(strategy, offer, exempt):
    receipt = purchase(exempt, strategy, offer)
    order = receipt.order
    assert order.total_tax == 0
    assert order.total_incl_tax == exempt_total(strategy, offer)
    assert receipt.product_page == euros(NET[strategy])
    assert {(line.unit_price_incl_tax, line.line_price_tax) for line in order.lines.all()} == {(NET[strategy], 0)}
    assert_all_say_the_same(receipt)


@everywhere
@pytest.mark.once
def test_everybody_else_pays_what_they_paid_without_us(strategy, offer, bob, without_us):
    assert paid(bob, strategy, offer) == without_us[f"{strategy} {offer}"]


@pytest.mark.parametrize(("strategy", "offer"), SOME_SHOPS)
def test_pages_order_and_letter_say_the_same(strategy, offer, bob):
    assert_all_say_the_same(purchase(bob, strategy, offer))


def assert_all_say_the_same(receipt):
    order = receipt.order
    goods = sum(line.line_price_incl_tax for line in order.lines.all())
    assert goods == order.basket_total_incl_tax
    surcharges = sum(surcharge.incl_tax for surcharge in order.surcharges.all())
    assert order.total_incl_tax == goods + order.shipping_incl_tax + surcharges
    total = euros(order.total_incl_tax)
    assert total in receipt.letter
    assert total in receipt.preview_page or order.total_tax
