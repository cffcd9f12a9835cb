"""One page out of many rows, without counting a million of them.

The ids of the page come from the sorted index alone; the rows are fetched by id afterwards. Numbers below zero count
from the end (-1 is the last page): the index is walked backwards, so the last page costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

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


# Up to so many, walking the sorted index in search of them would mean walking most of it.
FEW = 200


def open_window(
    customers: CustomerQuerySet,
    order: Sequence[str],
    shown: Sequence[Column],
    *,
    page: int,
    size: int,
    exact: bool,
    skewed: bool,
) -> Window:
    """Return page ``page`` of ``customers`` in ``order``; a page beyond the end becomes the last one.

    ``exact`` counts beyond ``COUNT_LIMIT``; ``skewed`` says that a filter's people crowd at one end of some orders.
    """
    limit = conf.get("COUNT_LIMIT")
    total = _count(customers, None if exact else limit)
    few = total is not None and total <= (limit if skewed else FEW)
    if total == 0:
        return Window([], 1, size, 0, limit, more=False)
    ids, more = _ids(customers, order, page, size, few)
    beyond = not ids and page != 1
    if beyond:
        page = -1 if total is None else max(1, -(-total // size))
        ids, more = _ids(customers, order, page, size, few)
    return Window(_rows(ids, shown), page, size, total, limit, more, beyond)


def _ids(customers: CustomerQuerySet, order: Sequence[str], page: int, size: int, few: bool) -> tuple[list[Any], bool]:
    """The ids of the page, and whether there is more in the direction in which the index was walked."""
    names = order if page > 0 else opposite(order)
    walked = [_aside(name) if few else _spelled(name, customers.db) for name in names]
    start = (abs(page) - 1) * size
    ids = list(customers.order_by(*walked).values_list("pk", flat=True)[start : start + size + 1])
    found, more = ids[:size], len(ids) > size
    return (found if page > 0 else found[::-1]), more


def _aside(name: str) -> OrderBy:
    """``name`` as an order that no index serves: few people match, so they are to be found first and sorted then.

    A planner who doesn't know how filter and order hang together may walk through everybody instead: those whose last
    order is long past joined long ago, and the newest come first.
    """
    field = "user_id" if name.lstrip("-") == "pk" else name.lstrip("-")
    value = Coalesce(F(field), F(field))
    return value.desc(nulls_last=True) if name.startswith("-") else value.asc(nulls_first=True)


def _spelled(name: str, alias: str) -> Any:
    """``name`` as an order in which nothing is less than anything, as SQLite and MariaDB have it anyway."""
    field = name.removeprefix("-")
    if field == "pk" or not Customer._meta.get_field(field).null or connections[alias].features.order_by_nulls_first:
        return name
    return F(field).desc(nulls_last=True) if name.startswith("-") else F(field).asc(nulls_first=True)


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
