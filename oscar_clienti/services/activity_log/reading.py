"""The activity page by page, newest first: as fast among ten million rows as among ten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from ... import conf
from ...models import Activity
from .asking import Asked
from .places import Place

SOURCE = "activity"
BATCH = 2000
_ORDER = ("-at", "-id")


@dataclass(frozen=True)
class Window:
    """One page; ``older`` is where the next one begins, or ``None``."""

    rows: list[Activity]
    older: Place | None


def window(asked: Asked, *, before: Place | None = None, size: int = 50, few: bool = False) -> Window:
    """The ``size`` newest rows that are asked for and come after the place ``before``.

    ``few`` says that somebody counted, and there are no more than ``COUNT_LIMIT``.
    """
    rows = _after(asked.narrow(Activity.objects.all()), before)
    found = list(_light(_newest(rows, asked, size + 1, few)))
    shown = found[:size]
    return Window(shown, place_of(shown[-1]) if len(found) > size else None)


def count(asked: Asked) -> tuple[int, bool]:
    """How many rows are asked for, and whether that is all: after ``COUNT_LIMIT`` nobody counts on."""
    limit = conf.get("COUNT_LIMIT")
    number = asked.narrow(Activity.objects.order_by())[: limit + 1].count()
    return min(number, limit), number <= limit


def batches(asked: Asked, *, size: int = BATCH, few: bool = False) -> Iterator[list[Activity]]:
    """All rows that are asked for, some at a time, so that memory stays flat."""
    before: Place | None = None
    while True:
        page = window(asked, before=before, size=size, few=few)
        if page.rows:
            yield page.rows
        if page.older is None:
            return
        before = page.older


def place_of(row: Activity) -> Place:
    return Place(row.at, SOURCE, row.pk)


def _after(rows: QuerySet, before: Place | None) -> QuerySet:
    return rows if before is None else rows.filter(before.seen_from(SOURCE).condition("at"))


def _newest(rows: QuerySet, asked: Asked, size: int, few: bool) -> QuerySet:
    """A database looks for several kinds either one after the other and sorts, or in the order of time until it has
    met enough of them: both are slow when they are many, or long ago. Asked for the newest of each, it does neither.
    """
    kinds = asked.kinds or []
    if few and kinds and asked.who:
        # In an order that no index serves: the few are found first and sorted then.
        aside = (Coalesce(F(name), F(name)).desc() for name in ("at", "id"))
        return rows.order_by(*aside)[:size]
    selective = asked.customer is not None or asked.job is not None or asked.who
    if len(kinds) < 2 or selective or not connections[rows.db].features.supports_slicing_ordering_in_compound:
        return rows.order_by(*_ORDER)[:size]
    first, *others = (rows.filter(kind=kind).order_by(*_ORDER).values_list("id", "at")[:size] for kind in kinds)
    newest = first.union(*others, all=True).order_by(*_ORDER)[:size]
    return Activity.objects.filter(pk__in=[pk for pk, _at in newest]).order_by(*_ORDER)


def _light(rows: QuerySet) -> QuerySet:
    """With what a page tells of customer and job, and no more."""
    heavy = ("params", "counts", "error", "phase", "folder")
    return rows.select_related("customer", "job").defer("customer__search_text", *(f"job__{name}" for name in heavy))
