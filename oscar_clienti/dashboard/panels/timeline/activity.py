"""What was done with the customer, and what they did themselves, as the activity has it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from ....models import Activity, Customer
from ....registries import remembering
from ....services.activity_log import Asked, Before, group_of
from ....services.activity_log.groups import group_named
from ... import history
from ..base import panels
from .base import Entry, Reader, RowsSource, timeline_sources

_HEAVY = tuple(f"job__{name}" for name in ("params", "counts", "error", "phase", "folder"))

# Facts that are numbers of something with a page: its name, its right, and whether it is below the customer's.
_PAGES = {
    "mailing": ("customer-mailing", "view_mailing", False),
    "conversation": ("customer-conversation", "view_conversation", False),
    "draft": ("customer-order", "place_orders", True),
}


class ActivitySource(RowsSource):
    key = "activity"

    def rows(self, customer: Customer) -> QuerySet:
        return Activity.objects.filter(customer=customer).select_related("job").defer(*_HEAVY)

    def narrow(self, rows: QuerySet, customer: Customer, asked: Asked) -> QuerySet:
        group = group_named(asked.what)
        if group is None or not group.with_jobs:
            return asked.narrow(rows)
        others = Asked(
            who=asked.who, since=asked.since, until=asked.until, customer=asked.customer, hidden=asked.hidden
        )
        return others.narrow(rows).filter(Q(kind__in=asked.kinds or []) | Q(job__isnull=False))

    def older(
        self, customer: Customer, *, before: Before | None, limit: int, asked: Asked, reader: Reader
    ) -> Iterable[Entry]:
        with remembering():
            return list(super().older(customer, before=before, limit=limit, asked=asked, reader=reader))

    def read(self, row: Any, reader: Reader) -> Entry:
        words = history.read(row)
        return Entry(
            row.at, row.pk, row.kind, words.label, words.who, words.changes, words.facts,
            url=url_of(row, reader), part_of=job_of(row, reader),
        )  # fmt: skip


def url_of(row: Activity, reader: Reader) -> str:
    """Where there is more to see of an act: its order, or the tab of the customer's profile that shows such things."""
    order = row.facts.get("order")
    if isinstance(order, str) and (url := reader.order_url(order)):
        return url
    for fact, (page, right, theirs) in _PAGES.items():
        number = row.facts.get(fact)
        if isinstance(number, int) and reader.may(right) and (row.customer_id or not theirs):
            return _page(page, *([row.customer_id, number] if theirs else [number]))
    panel = panels.get(group_of(row.kind).tab)
    if row.customer_id is None or panel is None or not (reader.may("view_customer") and reader.may(panel.right)):
        return ""
    return f"{reverse('dashboard:user-detail', args=[row.customer_id])}?tab={panel.key}"


def _page(name: str, *numbers: int) -> str:
    """The address of a page, or nothing in a shop whose table of pages lacks it."""
    try:
        return reverse(f"dashboard:{name}", args=numbers)
    except NoReverseMatch:
        return ""


def job_of(row: Activity, reader: Reader) -> tuple[str, str]:
    """The job that did it, as address and title; two times nothing for who may not see it."""
    url = reader.job_url(row.job) if row.job else ""
    return (url, str(row.job)) if url else ("", "")


timeline_sources.register(ActivitySource())
