"""Who buys how often: most never or once, a few without end (Zipf), over two years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from .people import Person

YEARS = timedelta(days=730)
MOST = 2000
OTHER_BUYERS = 0.08
COURIER, FREE_FROM = Decimal("5.90"), Decimal(60)
_ABROAD = {"GB": "GBP", "US": "USD"}


@dataclass(slots=True)
class Drawn:
    """One order; ``lines`` are (article, quantity)."""

    at: datetime
    status: str
    currency: str
    lines: list[tuple["Article", int]]
    goods: Decimal
    shipping: Decimal


@dataclass(slots=True, frozen=True)
class Article:
    """What an order line copies of a product."""

    product: int
    stockrecord: int
    title: str
    upc: str
    sku: str
    price: Decimal


def draw(person: Person, rng: Random, articles: list[Article], *, now: datetime, lines: int) -> Iterator[Drawn]:
    """Yield the person's orders, oldest first, each with up to ``lines`` different articles."""
    if person.source not in ("order", "guest") and rng.random() >= OTHER_BUYERS:
        return
    count = min(int(rng.paretovariate(1.5)), MOST)
    since = max(person.joined, now - YEARS)
    span = (now - since).total_seconds()
    for at in sorted(rng.random() for _ in range(count)):
        yield order(since + timedelta(seconds=at * span), person.land.code, rng, articles, now=now, lines=lines)


def order(at: datetime, country: str, rng: Random, articles: list[Article], *, now: datetime, lines: int) -> Drawn:
    """Draw one order; popular articles are bought far more often than the others."""
    chosen: dict[int, int] = {}
    for _ in range(1 + int(rng.random() ** 2 * lines)):
        chosen[int(rng.random() ** 2 * len(articles))] = 1 + int(rng.random() ** 4 * 4)
    bought = [(articles[place], quantity) for place, quantity in chosen.items()]
    goods = sum((article.price * quantity for article, quantity in bought), Decimal(0))
    currency = _ABROAD.get(country, "EUR") if rng.random() < 0.2 else "EUR"
    return Drawn(at, _status(now - at, rng), currency, bought, goods, Decimal(0) if goods >= FREE_FROM else COURIER)


def _status(age: timedelta, rng: Random) -> str:
    if rng.random() < 0.05:
        return "Cancelled"
    if age < timedelta(days=2):
        return "Pending"
    if age < timedelta(days=6):
        return "Processing" if rng.random() < 0.8 else "Pending"
    if age < timedelta(days=14):
        return "Shipped"
    return "Complete"
