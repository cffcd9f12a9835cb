"""Shops to buy in: a strategy, charges for shipping, offers, surcharges, and what is on the shelf.

Nothing in here knows of us: the same shops are opened without us, to see that everybody pays what they paid before.
"""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal as D
from itertools import product
from unittest.mock import patch

import pytest
from django.test import override_settings
from django.utils import timezone
from oscar.apps.checkout import applicator
from oscar.apps.checkout.surcharges import FlatCharge, PercentageCharge
from oscar.apps.shipping.methods import FixedPrice
from oscar.apps.shipping.repository import Repository
from oscar.core.loading import get_class, get_model
from oscar.test import factories

STRATEGIES = ("default", "uk", "us", "gross", "shared", "forked")
OFFERS = ("nothing", "percent", "absolute", "voucher", "shipping", "surcharges")
CODE = "SPRING"
# Each strategy and each offer at least once, where all pairs of them would say no more.
SOME_SHOPS = [pair for pair in product(STRATEGIES, OFFERS) if "uk" in pair or "percent" in pair]
# On databases other than SQLite, some stand for every one.
EVERY_SHOP = [
    pytest.param(*pair, marks=[] if pair in SOME_SHOPS else pytest.mark.once) for pair in product(STRATEGIES, OFFERS)
]


@contextmanager
def shop(strategy, offer):
    """Open a shop; with an offer where one is asked for."""
    known = strategy != "us"
    parcel = FixedPrice(D("5.00"), D("6.00") if known else None)
    with (
        override_settings(SHOP_STRATEGY=f"tests.shop.strategies.{strategy}"),
        patch.object(Repository, "methods", (parcel,)),
        patch.object(get_class("shipping.repository", "Repository"), "methods", (parcel,)),
        patch.object(applicator.SurchargeApplicator, "get_surcharges", _surcharges(offer, known)),
        patch.object(get_class("checkout.views", "PaymentDetailsView"), "build_submission", _submission(known)),
    ):
        _make_offer(offer)
        yield


def crate(price="13.65"):
    return factories.create_product(title="Crate", price=D(price), num_in_stock=500)


def address_of(user):
    country, _made = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="IT", defaults={"iso_3166_1_a3": "ITA", "printable_name": "Italy", "is_shipping_country": True}
    )
    return factories.UserAddressFactory(user=user, country=country, phone_number="")


def _make_offer(offer):
    Benefit = get_model("offer", "Benefit")
    kinds = {
        "percent": (Benefit.PERCENTAGE, D(10)),
        "absolute": (Benefit.FIXED, D(5)),
        "voucher": (Benefit.PERCENTAGE, D(15)),
        "shipping": (Benefit.SHIPPING_PERCENTAGE, D(50)),
    }
    if offer not in kinds:
        return
    kind, value = kinds[offer]
    everything = factories.RangeFactory(name="Everything", includes_all_products=True)
    made = factories.ConditionalOfferFactory(
        name=f"Offer {offer}",
        offer_type="Voucher" if offer == "voucher" else "Site",
        condition=factories.ConditionFactory(range=everything, type="Count", value=1, proxy_class=None),
        benefit=factories.BenefitFactory(
            range=None if offer == "shipping" else everything, type=kind, value=value, proxy_class=None
        ),
    )
    if offer == "voucher":
        now = timezone.now()
        times = {"start_datetime": now - timedelta(days=1), "end_datetime": now + timedelta(days=1)}
        voucher = get_model("voucher", "Voucher").objects.create(name="Spring", code=CODE, usage="Multi-use", **times)
        voucher.offers.add(made)


def _surcharges(offer, known):
    flat = FlatCharge(excl_tax=D("1.00"), incl_tax=D("1.20") if known else D("1.00"))
    # Oscar works the percentage out from a gross that a shop with deferred taxes doesn't have yet.
    charges = (flat, PercentageCharge(percentage=D(2))) if known else (flat,)
    return lambda applicator, basket, **kwargs: charges if offer == "surcharges" else ()


def _submission(known):
    """Shops that learn the tax late write it down when the order is about to be placed, as Oscar's recipes say."""
    View = get_class("checkout.views", "PaymentDetailsView")
    theirs = View.build_submission

    def build(view, **kwargs):
        submission = theirs(view, **kwargs)
        if not known and submission["order_total"] is not None:
            for line in submission["basket"].all_lines():
                net = line.line_price_excl_tax_incl_discounts / line.quantity
                line.purchase_info.price.tax = (net * D("0.07")).quantize(D("0.01"))
            charge = submission["shipping_charge"]
            charge.tax = (charge.excl_tax * D("0.07")).quantize(D("0.01"))
            submission["order_total"] = view.get_order_totals(
                submission["basket"], charge, surcharges=submission["surcharges"]
            )
        return submission

    return build
