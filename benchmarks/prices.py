"""What our prices cost a shopper's page: stock Oscar's pages and ours, for the same customer and the same basket.

    DATABASE_URL=postgres://…/clienti_bench_prices python -m benchmarks.prices [ROUNDS]

Two shops run side by side, in processes of their own: stock Oscar doesn't have us installed at all. They are asked in
turn, page by page, so that a machine that others use, too, is as slow for the one as for the other. What counts is the
ratio of each such pair, and of all pairs the one in the middle.

Each round calls from another depth of the stack. Python 3.11 keeps its frames in pieces of 16 KB, and gives a piece
back as soon as it is empty: where its end meets a busy call, a page takes half as long again, in either shop.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .measuring import command, execute, median, require_own_database, start, tell, timed

LINES = 20
# Pairs of each page for each round that is asked for.
PAIRS = 7
# Frames from one round to the next, some 1.5 KB, and how many rounds there are before it begins again.
DEEPER, DEPTHS = 15, 7
EMAIL = "trade@shop.example"
PAGES = ("product", "catalogue", "basket", "preview")
WHO = {
    "plain": "a customer without group",
    "group": "group and exemption",
    "all": "group, exemption, price list of 20 products, group offer",
}


def main(rounds: int) -> None:
    require_own_database()
    manage = [sys.executable, "-W", "ignore", "sandbox/manage.py", "demo_shop", "--if-empty", "--customers", "200"]
    subprocess.run(manage, check=True, stdout=sys.stderr)
    fill()
    print(
        "| customer | page | stock Oscar, ms | ours, ms | ours ÷ stock | more queries |\n|---|---|---:|---:|---:|---:|"
    )
    for who, words in WHO.items():
        dress(who)
        with Shop("benchmarks.stock_settings") as stock, Shop("benchmarks.settings") as ours:
            for page in PAGES:
                found = [_pair(stock, ours, page, turn) for turn in range(min(rounds, 30) * PAIRS)]
                tell(words, page)
                print(_row(words, page, found), flush=True)
    print("\n(at most 1.15 and 2 more queries; the ratio in the middle of all pairs)")


def _pair(stock: "Shop", ours: "Shop", page: str, turn: int) -> tuple[dict, dict]:
    """The same page of both, each of them first in every other turn."""
    if turn % 2:
        after = ours.ask(page, turn)
        return stock.ask(page, turn), after
    return stock.ask(page, turn), ours.ask(page, turn)


def _row(words: str, page: str, found: list[tuple[dict, dict]]) -> str:
    ratio = median([after["ms"] / before["ms"] for before, after in found])
    before, after = (median([one[shop]["ms"] for one in found]) for shop in (0, 1))
    more = found[-1][1]["queries"] - found[-1][0]["queries"]
    return f"| {words} | {page} | {before:.1f} | {after:.1f} | {ratio:.2f} | {more} |"


class Shop:
    """One of the two, answering while the block lasts."""

    def __init__(self, settings: str) -> None:
        os.environ["BENCH_SETTINGS"] = settings
        self.process = start("prices", "serve", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        del os.environ["BENCH_SETTINGS"]

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *error: object) -> None:
        self.process.communicate()

    def ask(self, page: str, turn: int) -> dict:
        """Let it draw a page; how long that took and how many queries it were, of the first turn not."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{page} {turn % DEPTHS}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def fill() -> None:
    """A customer with a basket of twenty products and an address; once. The checkout asks what Oscar's asks."""
    from django.contrib.auth import get_user_model
    from oscar.core.loading import get_class, get_model

    from oscar_clienti.models import ExtraField

    ExtraField.objects.update(in_checkout=False)
    Basket, Product = get_model("basket", "Basket"), get_model("catalogue", "Product")
    user, made = get_user_model().objects.get_or_create(email=EMAIL, defaults={"username": "trade"})
    if not made:
        return
    basket = Basket.objects.create(owner=user)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    for product in Product.objects.browsable().filter(stockrecords__isnull=False)[:LINES]:
        basket.add_product(product)
    Country = get_model("address", "Country")
    country = Country.objects.filter(is_shipping_country=True).first()
    get_model("address", "UserAddress").objects.create(
        user=user, first_name="Tra", last_name="De", line1="Via Po 1", line4="Torino", postcode="10100", country=country
    )


def dress(who: str) -> None:
    """Give the customer what is to be measured."""
    from django.contrib.auth import get_user_model
    from oscar.core.loading import get_model

    from oscar_clienti.models import Customer, CustomerGroup, OfferAudience, PriceList

    execute("DELETE FROM oscar_clienti_offeraudience", "DELETE FROM oscar_clienti_pricelistline",
            "DELETE FROM oscar_clienti_pricelist")  # fmt: skip
    get_model("offer", "ConditionalOffer").objects.filter(name="Bench").delete()
    group, _made = CustomerGroup.objects.get_or_create(name="Trade")
    user = get_user_model().objects.get(email=EMAIL)
    with_group = who != "plain"
    Customer.objects.filter(pk=user.pk).update(group=group if with_group else None, tax_exempt=with_group)
    if who != "all":
        return
    prices = PriceList.objects.create(name="Trade", group=group)
    for line in get_model("basket", "Line").objects.filter(basket__owner=user).select_related("stockrecord"):
        prices.lines.create(product_id=line.product_id, price=line.stockrecord.price * Decimal("0.9"))
    OfferAudience.objects.create(offer=_offer(), group=group)


def _offer_for_everybody(yes: bool) -> None:
    """Stock Oscar's shop has the same offer: what Oscar takes to work it out is not ours."""
    from oscar.core.loading import get_model

    Offer = get_model("offer", "ConditionalOffer")
    Offer.objects.filter(name="Bench").update(offer_type=Offer.SITE if yes else Offer.USER)


def _offer() -> Any:
    from oscar.core.loading import get_model

    Range, Condition, Benefit, Offer = (
        get_model("offer", name) for name in ("Range", "Condition", "Benefit", "ConditionalOffer")
    )
    everything, _made = Range.objects.get_or_create(name="Bench", includes_all_products=True)
    return Offer.objects.create(
        name="Bench",
        offer_type=Offer.USER,
        condition=Condition.objects.create(range=everything, type="Count", value=1),
        benefit=Benefit.objects.create(range=everything, type="Percentage", value=5),
    )


def serve() -> dict:
    """Draw the pages that are asked for, until nobody asks any more."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    addresses, client = _signed_in()
    counted: dict[str, int] = {}
    for line in sys.stdin:
        name, turn = line.split()

        def page(url: str = addresses[name]) -> None:
            assert client.get(url).status_code == 200, url

        _offer_for_everybody("oscar_clienti" not in settings.INSTALLED_APPS)
        if name not in counted:
            page()  # The first one reads the templates.
            with CaptureQueriesContext(connection) as queries:
                page()
            counted[name] = len(queries)
        took = timed(lambda: at_depth(DEEPER * int(turn), page))  # noqa: B023
        print(json.dumps({"ms": took * 1000, "queries": counted[name]}), flush=True)
    return {}


def _signed_in() -> tuple[dict[str, str], Any]:
    """The addresses of the pages, and a browser whose customer is one click from ordering."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse
    from oscar.core.loading import get_model

    client, user = Client(), get_user_model().objects.get(email=EMAIL)
    client.force_login(user)
    address = get_model("address", "UserAddress").objects.get(user=user)
    client.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": address.pk})
    client.post(reverse("checkout:shipping-method"), {"method_code": "courier"})
    product = get_model("basket", "Line").objects.filter(basket__owner=user).first().product
    addresses = (product.get_absolute_url(), "/catalogue/", "/basket/", reverse("checkout:preview"))
    return dict(zip(PAGES, addresses, strict=True)), client


def at_depth(frames: int, task: Callable[[], object]) -> None:
    if frames:
        at_depth(frames - 1, task)
    else:
        task()


if __name__ == "__main__":
    command(main, serve)
