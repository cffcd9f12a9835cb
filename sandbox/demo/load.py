"""Fills the shop: what it sells, who works there, and the crowd, in portions that are each all or nothing."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.utils import timezone

from oscar_clienti.models import Customer, CustomerGroup, Tag
from oscar_clienti.services import offers

from . import bulk, catalogue, extras, notes, orders, people, questions, staff, talks
from .orders import Article
from .people import Person
from .rows import Rows

PORTION = 5000
# Up to this many customers every order has addresses and up to four lines.
RICH = 20_000
COLOURS = ("#2a6f4e", "#8a4b9e", "#b5654a", "#2f6fa8", "#7a6a1f", "#a33b5b", "#3f7f80", "#5b6b7f")

Say = Callable[[str], None]


def is_filled() -> bool:
    """Did a load come to its end here? The regulars are what it adds last."""
    return bool(_known([made.email for made in staff.regulars(timezone.now())]))


def fill(count: int, *, seed: int, now: datetime, say: Say) -> None:
    """Bring the demo to ``count`` customers; who is there already (by e-mail address) is left alone."""
    Site.objects.filter(pk=Site.objects.get_current().pk).update(
        name="Bottega", domain=f"localhost:{os.environ.get('PORT', 8000)}"
    )
    Site.objects.clear_cache()
    articles = catalogue.fill()
    _labels()
    staff.hire()
    rows = Rows(now=now, rich=count <= RICH)
    if connection.vendor == "postgresql" and not rows.rich:
        bulk.drop_indexes(Customer)
    _crowd(rows, articles, count, seed=seed, now=now, say=say)
    tables = [*rows.tables.values()]
    unfinished = not is_filled()
    if unfinished:
        tables += _finish(rows, articles, count, seed, now)
    bulk.settle(tables)
    if "clienti_sync" in get_commands():
        say("Bringing the customer rows up to date …")
        call_command("clienti_sync", verbosity=0 if rows.rich else 1)
    if unfinished:
        questions.ask()
        questions.answer(seed)
        talks.keep_ready()
        talks.talk(now)
        talks.prepare_news()
        notes.jot(now)
    bulk.restore_indexes(Customer)
    bulk.settle([rows.tables["customer"]])


def _labels() -> None:
    for model, names in ((CustomerGroup, people.GROUPS), (Tag, people.TAGS)):
        for place, name in enumerate(names):
            if not model.objects.filter(name=name).exists():
                model.objects.create(name=name, position=place, colour=COLOURS[place % len(COLOURS)])


@transaction.atomic
def _finish(rows: Rows, articles: list[Article], count: int, seed: int, now: datetime) -> list[bulk.Table]:
    """A discount, guests, letters, reviews and, as the sign that all is there, the regulars."""
    offers.give_discount(CustomerGroup.objects.get(name="Wholesale"), percent=Decimal(10), by=None)
    extras.guests(rows, articles, min(count // 20, 500), seed=seed, now=now)
    _regulars(rows, articles, seed, now)
    rows.flush()
    staff.give_passwords()
    few = min(count // 12, 150)
    return [*extras.letters(few, now=now), *extras.reviews(few, seed=seed)]


def _regulars(rows: Rows, articles: list[Article], seed: int, now: datetime) -> None:
    for made in staff.regulars(now):
        rng = Random(seed * 31 + made.number)
        count = {"carol@example.com": 48, "bob@example.com": 7}.get(made.email, 2)
        times = sorted(made.joined + (now - made.joined) * rng.random() for _ in range(count))
        rows.person(made, [orders.order(at, "IT", rng, articles, now=now, lines=4) for at in times], rng)


def _crowd(rows: Rows, articles, count: int, *, seed: int, now: datetime, say: Say) -> None:
    lines, started = 4 if rows.rich else 1, time.monotonic()
    fresh = not get_user_model().objects.filter(is_staff=False).exists()
    for first in range(0, count, PORTION):
        last = min(first + PORTION, count)
        with transaction.atomic():
            for made, rng in _missing(first, last, seed, now, fresh):
                rows.person(made, list(orders.draw(made, rng, articles, now=now, lines=lines)), rng)
            rows.flush()
        if count > PORTION:
            rate = last / (time.monotonic() - started)
            say(f"{last:,} of {count:,} customers, {rate:,.0f} a second, {(count - last) / rate:,.0f} s left")


def _missing(first: int, last: int, seed: int, now: datetime, fresh: bool) -> Iterator[tuple[Person, Random]]:
    """Those of the portion who aren't in the shop yet."""
    known = set() if fresh else _known([made.email for made, _rng in people.crowd(first, last, seed=seed, now=now)])
    for made, rng in people.crowd(first, last, seed=seed, now=now):
        if made.email not in known:
            yield made, rng


def _known(emails: list[str]) -> set[str]:
    return set(get_user_model().objects.filter(email__in=emails).values_list("email", flat=True))
