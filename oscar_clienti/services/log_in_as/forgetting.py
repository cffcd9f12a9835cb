"""Visits whose time is up, visits of long ago, and visits to accounts that are deleted."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ...models import Customer, Visit
from .visiting import end


def over_time() -> QuerySet[Visit]:
    """Those that nobody ended: the browser was closed, or the staff's session was lost."""
    return Visit.objects.filter(ended_at=None, expires_at__lte=timezone.now())


def sweep() -> int:
    """End them, and return how many there were."""
    visits = list(over_time().select_related("customer", "by"))
    for visit in visits:
        end(visit, why=Visit.End.EXPIRED)
    return len(visits)


def long_ago(before: datetime | None) -> QuerySet[Visit]:
    """Those that had ended before and still say whom and why; none where ``before`` is ``None``."""
    visits = Visit.objects.exclude(customer_name="", reason="")
    return visits.none() if before is None else visits.filter(ended_at__lt=before)


def fade(before: datetime | None) -> int:
    """They keep who visited and when, but not whom and why; returns how many there were."""
    return long_ago(before).update(customer_name="", reason="")


def forget(customer: Customer) -> None:
    """The account is being deleted: its visits end, and keep who visited and when, but not whom and why."""
    for visit in Visit.objects.select_related("by").filter(customer=customer, ended_at=None):
        end(visit, why=Visit.End.CUSTOMER)
    Visit.objects.filter(customer=customer).update(customer_name="", reason="")


def told(user: Any) -> "QuerySet[Visit]":
    """What a customer may know of the visits to their account."""
    return Visit.objects.filter(customer=user.pk).only("started_at", "ended_at", "expires_at", "acts")
