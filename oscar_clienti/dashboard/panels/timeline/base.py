"""A timeline source tells what happened with a customer, newest first, from a moment on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property

from ....models import Customer, Job
from ....registries import Registry
from ....services import jobs
from ....services.activity_log import CUSTOMERS, THE_SHOP, Asked, Before, KindGroup, group_of
from ...history import Change
from ...rights import may


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``number`` is its own within its source; with ``at`` it gives its place.

    ``who`` is a name, or nothing for the shop itself; ``url`` leads to what the entry is about, ``part_of`` to the job
    that did it (address and title): both only for those who may go there.
    """

    at: datetime
    number: int
    kind: str
    label: str | Promise
    who: str = ""
    changes: Sequence[Change] = ()
    facts: Sequence[tuple[str, str]] = ()
    url: str = ""
    part_of: tuple[str, str] = ("", "")

    @cached_property
    def group(self) -> KindGroup:
        """The word and the icon under which entries like this are found."""
        return group_of(self.kind)


class Reader:
    """Whoever looks at an entry: asked about each right once, and about each job."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self._rights: dict[str, bool] = {}

    def may(self, right: str) -> bool:
        """Does the reader hold ``right``, a codename of ours or "app.codename"?"""
        if right not in self._rights:
            self._rights[right] = may(self.user, right)
        return self._rights[right]

    def order_url(self, number: str) -> str:
        """The page of an order, or nothing: Oscar's pages know no number with other than letters, digits and dashes."""
        try:
            return reverse("dashboard:order-detail", args=[number]) if number and self.may("order.view_order") else ""
        except NoReverseMatch:
            return ""

    def job_url(self, job: Job) -> str:
        """The page of a job, or nothing: others' jobs are for those who may steer them."""
        kind = jobs.kinds.get(job.kind)
        own = job.by_id is not None and job.by_id == self.user.pk
        seen = kind is not None and not kind.private and (own or self.may("manage_jobs"))
        return reverse("dashboard:customer-job", args=[job.pk]) if seen and self.may("view_customer") else ""


class TimelineSource:
    """Subclass, set the attributes, write ``older``, and register an instance.

    ``kinds`` are all that ``older`` may tell of; ``right`` is a codename of ours or "app.codename": who lacks it is
    not told.
    """

    key: str
    right: str = "view_customer"
    kinds: tuple[str, ...] = ()

    def older(
        self, customer: Customer, *, before: Before | None, limit: int, asked: Asked, reader: Reader
    ) -> Iterable[Entry]:
        """Return the newest ``limit`` entries before ``before`` that are ``asked`` for, newest first and by number."""
        raise NotImplementedError


class RowsSource(TimelineSource):
    """A source that is a table: give the rows of a customer and say how one reads.

    ``at`` is the field that tells when, ``by`` whose doing all rows are: "customer" or "shop".
    """

    at: str = "at"
    by: str = THE_SHOP
    # For sources that need no more than a function each.
    rows: Callable[[Customer], QuerySet]
    read: Callable[[Any, Reader], Entry]

    def older(
        self, customer: Customer, *, before: Before | None, limit: int, asked: Asked, reader: Reader
    ) -> Iterable[Entry]:
        rows = self.narrow(self.rows(customer), customer, asked)
        if before is not None:
            rows = rows.filter(before.condition(self.at))
        for row in rows.order_by(f"-{self.at}", "-pk")[:limit]:
            yield self.read(row, reader)

    def narrow(self, rows: QuerySet, customer: Customer, asked: Asked) -> QuerySet:
        """The rows that are asked for."""
        theirs = asked.who in ("", self.by) or (self.by == CUSTOMERS and asked.who == f"name:{customer}")
        return asked.between(rows, self.at) if theirs else rows.none()


timeline_sources: Registry[TimelineSource] = Registry("timeline source")
