"""Rebuilding everybody's copies, a range of users at a time."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from oscar_clienti.models import SyncRun

from . import refreshing, spending, statements

CHUNK = 10_000

Progress = Callable[[int, int], None]


def run(*, restart: bool = False, chunk: int = CHUNK, progress: Progress | None = None) -> SyncRun:
    """Make every row true, and make those that are missing.

    Each chunk of users is a transaction of its own and leaves a bookmark: a run that was killed continues where it
    stopped, unless ``restart``. ``progress`` is called after each chunk with (users done, users in all).
    """
    bookmark = _bookmark(restart)
    total = everybody().count()
    done = everybody().filter(pk__lte=bookmark.last_pk).count()
    for low, high, size in ranges(after=bookmark.last_pk, chunk=chunk):
        with transaction.atomic(using=statements.connection().alias):
            statements.walk_by_key()
            written = rebuild(low, high, size)
            SyncRun.objects.filter(pk=bookmark.pk).update(last_pk=high, rows=F("rows") + written)
        done += size
        if progress:
            progress(done, total)
    SyncRun.objects.filter(pk=bookmark.pk).update(finished_at=timezone.now())
    bookmark.refresh_from_db()
    return bookmark


def rebuild(low: Any, high: Any, size: int) -> int:
    """Make the rows of the users from ``low`` to ``high`` (``size`` of them) true; return how many were written."""
    refreshing.lock(pk__gte=low, pk__lte=high)
    written = statements.upsert(statements.People.between(low, high, size))
    spending.refresh(pk__gte=low, pk__lte=high)
    return written


def everybody() -> QuerySet:
    """All users, whatever the manager of the shop's model hides."""
    return QuerySet(get_user_model(), using=statements.connection().alias).order_by()


def ranges(*, after: int = 0, chunk: int = CHUNK) -> Iterator[tuple[int, int, int]]:
    """Cut the users beyond ``after`` into ranges of their key: (lowest, highest, how many)."""
    while True:
        keys = everybody().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        found = list(keys[:chunk])
        if not found:
            return
        yield found[0], found[-1], len(found)
        after = found[-1]


def _bookmark(restart: bool) -> SyncRun:
    unfinished = SyncRun.objects.filter(finished_at=None)
    if restart:
        unfinished.update(finished_at=timezone.now())
    return unfinished.first() or SyncRun.objects.create()
