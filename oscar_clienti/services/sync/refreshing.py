"""Rebuilding the copies of a few people: called after every change of what is copied."""

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections, router, transaction

from oscar_clienti.models import Customer

from . import spending, statements

BATCH = 1000


def refresh(user_ids: Collection[int], *, create: bool = True, orders: bool = False) -> None:
    """Make the rows of these users true again, in the caller's transaction: they can be read at once.

    Users without a row get one, unless ``create`` is false (somebody is being deleted: nothing must come back).
    ``orders`` says that orders changed, so that what was spent in other currencies is counted anew as well.
    """
    for batch in _batches(user_ids):
        with transaction.atomic(using=router.db_for_write(Customer)):
            lock(batch)
            people = get_user_model()._default_manager.filter(pk__in=batch)
            statements.upsert(people if create else people.filter(customer__isnull=False), limit=BATCH)
            if orders:
                spending.refresh(batch)


def lock(user_ids: Collection[int]) -> None:
    """Wait for others who write these rows, so that what we read next includes what they did."""
    using = router.db_for_write(Customer)
    if connections[using].features.has_select_for_update:
        rows = Customer.objects.using(using).select_for_update().filter(pk__in=user_ids).order_by("pk")
        list(rows.values_list("pk", flat=True))


def _batches(user_ids: Collection[Any]) -> Iterator[list[Any]]:
    everybody = sorted({pk for pk in user_ids if pk is not None})
    for start in range(0, len(everybody), BATCH):
        yield everybody[start : start + BATCH]
