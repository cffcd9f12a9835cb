"""Customers out of the database, some thousand at a time: the memory stays flat however many there are."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connections, transaction

from ...querysets import CustomerQuerySet
from .sheets import Reader, Sheet

BATCH = 2000


def rows(customers: CustomerQuerySet, sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """The cells of each customer, by number."""
    for batch in batches(customers, sheet):
        yield from batch


def batches(customers: CustomerQuerySet, sheet: Sheet) -> Iterator[list[tuple[str, ...]]]:
    """The same in batches."""
    reader = Reader(sheet)
    # A server-side cursor lives in a transaction; without one PostgreSQL would fill it to the end first.
    with transaction.atomic(using=customers.db):
        for batch in _stored(customers, reader.paths):
            yield list(reader.rows(batch))


def _stored(customers: CustomerQuerySet, paths: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    found = customers.order_by("pk").values_list(*paths)
    if connections[customers.db].vendor == "mysql":
        # Its cursors fetch all rows at once: page by page, then.
        batch = list(found[:BATCH])
        while batch:
            yield batch
            batch = list(found.filter(pk__gt=batch[-1][0])[:BATCH])
        return
    stored = found.iterator(chunk_size=BATCH)
    while batch := list(islice(stored, BATCH)):
        yield batch
