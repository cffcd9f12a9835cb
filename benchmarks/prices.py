"""What our prices cost a shopper's page: stock Oscar's pages and ours, for the same customer and the same basket.

    DATABASE_URL=postgres://…/clienti_bench_prices python -m benchmarks.prices [ROUNDS]

Each shop runs in processes of its own, turn by turn: stock Oscar doesn't have us installed at all. The lowest time
counts, for others on the machine can only add to it.

Each round calls from another depth of the stack. Python 3.11 keeps its frames in pieces of 16 KB, and gives a piece
back as soon as it is empty: where its end meets a busy call, a page takes half as long again, in either shop.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .measuring import child, command, execute, require_own_database, timed

LINES = 20
# Many short turns: a machine that others use, too, is slow for half a minute at a time.
TURNS = 9
ROUNDS = 7
# Frames from one round to the next, some 1.5 KB.
DEEPER = 15
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
        stock, ours = compare(min(rounds, ROUNDS))
        for page in PAGES:
            before, after = stock[page], ours[page]
            more = after["queries"] - before["queries"]
            print(f"| {words} | {page} | {before['ms']:.1f} | {after['ms']:.1f} | {after['ms'] / before['ms']:.2f} "
                  f"| {more} |")  # fmt: skip
    print("\n(at most 1.15 and 2 more queries)")


def compare(rounds: int) -> tuple[dict, dict]:
    """Turn by turn, for the machine is not alone."""
    found: dict[str, list[dict]] = {"benchmarks.stock_settings": [], "benchmarks.settings": []}
    for _turn in range(TURNS):
        for shop, figures in found.items():
            os.environ["BENCH_SETTINGS"] = shop
            _offer_for_everybody(shop == "benchmarks.stock_settings")
            figures.append(child("prices", "pages", rounds))
    del os.environ["BENCH_SETTINGS"]
    stock, ours = (
        {
            page: {
                "ms": min(one[page]["ms"] for one in figures),
                "queries": figures[0][page]["queries"],
            }
            for page in PAGES
        }
        for figures in found.values()
    )
    return stock, ours


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


def pages(rounds: str) -> dict:
    """The four pages, as one of the two shops answers them; the first answer reads the templates."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from oscar.core.loading import get_model

    client, user = Client(), get_user_model().objects.get(email=EMAIL)
    client.force_login(user)
    address = get_model("address", "UserAddress").objects.get(user=user)
    client.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": address.pk})
    client.post(reverse("checkout:shipping-method"), {"method_code": "courier"})
    product = get_model("basket", "Line").objects.filter(basket__owner=user).first().product
    found = {}
    addresses = (product.get_absolute_url(), "/catalogue/", "/basket/", reverse("checkout:preview"))
    for name, url in zip(PAGES, addresses, strict=True):

        def page(url: str = url) -> None:
            assert client.get(url).status_code == 200, url

        page()
        with CaptureQueriesContext(connection) as queries:
            page()
        number = len(queries)
        times = [timed(lambda: at_depth(DEEPER * turn, page)) for turn in range(int(rounds))]  # noqa: B023
        found[name] = {"ms": min(times) * 1000, "queries": number}
    return found


def at_depth(frames: int, task: Callable[[], object]) -> None:
    if frames:
        at_depth(frames - 1, task)
    else:
        task()


if __name__ == "__main__":
    command(main, pages)
