"""Rebuilding the copies of a few people: called after every change of what is copied."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from oscar_clienti.models import Customer

from . import spending, statements

BATCH = 1000


def refresh(user_ids: Iterable[Any], *, create: bool = True, orders: bool = False) -> None:
    """Make the rows of these users true again, in the caller's transaction: they can be read at once.

    Users without a row get one, unless ``create`` is false (somebody is being deleted: nothing must come back).
    ``orders`` says that orders changed, so that what was spent in other currencies is counted anew as well.
    """
    for batch in _batches(user_ids):
        with transaction.atomic(using=statements.connection().alias):
            lock(pk__in=batch)
            statements.upsert(statements.People.named(batch), create=create)
            if orders:
                spending.refresh(pk__in=batch)


def lock(**people: Any) -> None:
    """Wait for others who write these rows, so that what we read next includes what they did."""
    db = statements.connection()
    if db.features.has_select_for_update:
        rows = Customer.objects.using(db.alias).select_for_update().filter(**people).order_by("pk")
        list(rows.values_list("pk", flat=True))


def _batches(user_ids: Iterable[Any]) -> Iterator[list[Any]]:
    everybody = sorted({pk for pk in user_ids if pk is not None})
    for start in range(0, len(everybody), BATCH):
        yield everybody[start : start + BATCH]
