"""Memberships whose last day has passed."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ...models import Customer, State
from ...querysets import CustomerQuerySet
from .. import many
from .moving import NOWHERE, move, standings


def end(day: date | None = None) -> int:
    """Take everybody out of their group whose last day lies before ``day`` (today); returns how many people it were.

    For prices they left at midnight: this makes the rows say so. A thousand people at a time, each thousand in one
    transaction, so that a run that was killed is simply run again.
    """
    day = day or timezone.localdate()
    ended, last = 0, 0
    while pks := list(over(day).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: many.BATCH]):
        ended += _end(pks, day)
        last = pks[-1]
    return ended


def over(day: date) -> CustomerQuerySet:
    """Those whose last day lies before ``day``, of all states, because every index starts with the state."""
    return Customer.objects.filter(state__in=State.values, group__isnull=False, group_until__lt=day)


@transaction.atomic
def _end(pks: list[int], day: date) -> int:
    held = list(many.begin(pks, by=None, right="change_customer"))
    # Somebody may have got another day while we waited.
    due = [pk for pk, standing in standings(held).items() if standing.until and standing.until < day]
    moved = move(due, NOWHERE, "group.ended", by=None)
    # What is left are staff and deleted accounts, of whom nothing is told.
    rest = over(day).filter(many.Among("pk", pks))
    rest.update(group=None, group_key="", group_until=None, group_by_rule=False)
    return len(moved)
