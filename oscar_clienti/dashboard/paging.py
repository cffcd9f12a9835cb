"""One page out of many rows, without counting a million of them.

The ids of the page come from the sorted index alone; the rows are fetched by id afterwards. Numbers below zero count
from the end (-1 is the last page): the index is walked backwards, so the last page costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F

from .. import conf
from ..models import Customer
from ..querysets import CustomerQuerySet
from .columns import Column, opposite


@dataclass
class Window:
    """A page of the list. ``total`` is ``None`` when there are more than ``COUNT_LIMIT`` and nobody asked exactly."""

    rows: list[Customer]
    number: int
    size: int
    total: int | None
    limit: int
    more: bool
    beyond: bool = False

    @property
    def pages(self) -> int | None:
        return None if self.total is None else max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        """The number of the page before this one."""
        if self.number < 0:
            return self.number - 1 if self.more else None
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after this one."""
        if self.number < 0:
            return self.number + 1 if self.number < -1 else None
        return self.number + 1 if self.more else None

    @property
    def last(self) -> int:
        return self.pages or -1

    @property
    def from_end(self) -> int:
        return -self.number if self.number < 0 else 0

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1


def open_window(
    customers: CustomerQuerySet, order: Sequence[str], shown: Sequence[Column], *, page: int, size: int, exact: bool
) -> Window:
    """Return page ``page`` of ``customers`` in ``order``; a page beyond the end becomes the last one."""
    limit = conf.get("COUNT_LIMIT")
    ids, more = _ids(customers, order, page, size)
    total = _total(customers, page, size, ids, more, None if exact else limit)
    window = Window([], page, size, total, limit, more)
    if not ids and page != 1:
        return _last(customers, order, shown, size, exact)
    window.rows = _rows(ids, shown)
    return window


def _last(customers: CustomerQuerySet, order: Sequence[str], shown: Sequence[Column], size: int, exact: bool) -> Window:
    total = _count(customers, None if exact else conf.get("COUNT_LIMIT"))
    page = -1 if total is None else max(1, -(-total // size))
    ids, more = _ids(customers, order, page, size)
    return Window(_rows(ids, shown), page, size, total, conf.get("COUNT_LIMIT"), more, beyond=True)


def _ids(customers: CustomerQuerySet, order: Sequence[str], page: int, size: int) -> tuple[list[Any], bool]:
    """The ids of the page, and whether there is more in the direction in which the index was walked."""
    walked = [_spelled(name, customers.db) for name in (order if page > 0 else opposite(order))]
    start = (abs(page) - 1) * size
    ids = list(customers.order_by(*walked).values_list("pk", flat=True)[start : start + size + 1])
    found, more = ids[:size], len(ids) > size
    return (found if page > 0 else found[::-1]), more


def _spelled(name: str, alias: str) -> Any:
    """``name`` as an order in which nothing is less than anything, as SQLite and MariaDB have it anyway."""
    field = name.removeprefix("-")
    if field == "pk" or not Customer._meta.get_field(field).null or connections[alias].features.order_by_nulls_first:
        return name
    return F(field).desc(nulls_last=True) if name.startswith("-") else F(field).asc(nulls_first=True)


def _total(
    customers: CustomerQuerySet, page: int, size: int, ids: list[Any], more: bool, limit: int | None
) -> int | None:
    """A first page that holds everybody has counted them already."""
    return len(ids) if page == 1 and not more else _count(customers, limit)


def _count(customers: CustomerQuerySet, limit: int | None) -> int | None:
    """How many, or ``None`` when there are more than ``limit``."""
    ids = customers.order_by().values("pk")
    if limit is None:
        return ids.count()
    found = ids[: limit + 1].count()
    return found if found <= limit else None


def _rows(ids: list[Any], shown: Sequence[Column]) -> list[Customer]:
    customers = Customer.objects.filter(pk__in=ids)
    for column in shown:
        customers = column.narrow(customers)
    by_id = {customer.pk: customer for customer in customers}
    rows = [by_id[pk] for pk in ids if pk in by_id]
    for column in shown:
        column.prepare(rows)
    return rows
