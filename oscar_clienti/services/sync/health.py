"""Telling how far the copies are from the truth, without touching them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from oscar_clienti.models import Customer

from . import copies, refreshing, runs, spending, statements

CHUNK = 50_000
# How many of the newest users the page looks at: accounts made behind our back are young ones.
RECENT = 1000


@dataclass
class Drift:
    """What ``check`` found: ``missing`` users have no row, ``differing`` rows don't say what they should.

    ``kinds`` counts the differing rows by what is wrong with them (see ``copies.KINDS``); ``spendings`` are sums in
    other currencies that are wrong or not there.
    """

    users: int = 0
    missing: int = 0
    differing: int = 0
    spendings: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.missing or self.differing or self.spendings)


def check(*, chunk: int = CHUNK, progress: runs.Progress | None = None) -> Drift:
    """Compare everybody's row with what it should say and return the ``Drift``; nothing is written."""
    drift, total = Drift(), runs.everybody().count()
    for low, high, size in runs.ranges(chunk=chunk):
        with transaction.atomic(using=statements.connection().alias):
            statements.walk_by_key()
            missing, differing, *kinds = statements.count_drift(statements.People.between(low, high, size))
        drift.users += size
        drift.missing += missing
        drift.differing += differing
        drift.kinds += Counter(dict(zip(copies.KINDS, kinds, strict=True)))
        if progress:
            progress(drift.users, total)
    drift.spendings = spending.wrong().count() + spending.missing().count()
    return drift


def missing_sample(limit: int = RECENT) -> list[Any]:
    """Return the keys of those of the ``limit`` newest users who have no row; costs the same in every shop."""
    db = statements.connection()
    newest = list(runs.everybody().order_by("-pk").values_list("pk", flat=True)[:limit])
    there = set(Customer.objects.using(db.alias).filter(pk__in=newest).values_list("pk", flat=True))
    return [pk for pk in newest if pk not in there]


def repair_missing(limit: int = RECENT) -> int:
    """Make the rows that ``missing_sample`` finds; return how many."""
    missing = missing_sample(limit)
    refreshing.refresh(missing, orders=True)
    return len(missing)


def make_missing() -> int:
    """Make the rows of all users who have none, wherever they came from; return how many."""
    missing = list(runs.everybody().filter(customer=None).values_list("pk", flat=True))
    refreshing.refresh(missing, orders=True)
    return len(missing)
