"""Visits whose time is up, and visits to accounts that are deleted."""

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


def forget(customer: Customer) -> None:
    """The account is being deleted: its visits end, and keep who visited and when, but not whom and why."""
    for visit in Visit.objects.select_related("by").filter(customer=customer, ended_at=None):
        end(visit, why=Visit.End.CUSTOMER)
    Visit.objects.filter(customer=customer).update(customer_name="", reason="")


def told(user: Any) -> "QuerySet[Visit]":
    """What a customer may know of the visits to their account."""
    return Visit.objects.filter(customer=user.pk).only("started_at", "ended_at", "expires_at", "acts")
