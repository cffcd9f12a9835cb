"""Orders that guests placed before all this: a chunk at a time, each in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from oscar.core.loading import get_model

from ...models import GuestOrderState, State
from .. import sync
from ..customers import email_locks
from . import people
from .settling import CREATED, Counts, by_address, decision_for, settle

CHUNK = 500
Progress = Callable[[int, int], None]


def claim_past(*, dry_run: bool = False, chunk: int = CHUNK, progress: Progress | None = None) -> Counts:
    """Find the owners of all guests' orders that have none; returns what became of how many.

    A run that was killed is simply run again: what is attached is not looked at any more, and what waits is looked at
    anew. ``dry_run`` writes nothing. Accounts that other programs made get their row first.
    """
    if not dry_run:
        sync.make_missing()
    erased, counts, seen, done = _erased(), Counts(), set[str](), 0
    total = _open().count()
    for orders in _chunks(chunk):
        if dry_run:
            counts += _foresee(orders, erased, seen)
        else:
            counts += _settle(orders, erased)
        done += len(orders)
        if progress:
            progress(done, max(total, done))
    return counts


def _settle(orders: Sequence[Any], erased: set[int]) -> Counts:
    try:
        return settle(orders, erased=erased, few=False)
    except IntegrityError:
        # Somebody took an address by a road that waits for nobody: it is there now.
        return settle(orders, erased=erased)


def _open() -> Any:
    """Orders of guests that nobody has decided about."""
    undecided = Q(guest_order=None) | Q(guest_order__state=GuestOrderState.WAITING)
    orders = get_model("order", "Order")._base_manager.filter(undecided, user=None)
    return orders.exclude(guest_email="").order_by("pk")


def _chunks(size: int) -> Iterator[list[Any]]:
    after = 0
    while True:
        orders = _open().filter(pk__gt=after).select_related("shipping_address", "billing_address")
        found = list(orders[:size])
        if not found:
            return
        yield found
        after = found[-1].pk


def _erased() -> set[int]:
    """Keys of the addresses of deleted accounts, as their orders kept them."""
    orders = get_model("order", "Order")._base_manager.filter(user__customer__state=State.ERASED)
    emails = orders.exclude(guest_email="").order_by().values_list("guest_email", flat=True).distinct()
    return {email_locks.key_of(email) for email in emails}


def _foresee(orders: Sequence[Any], erased: set[int], seen: set[str]) -> Counts:
    """What ``settle`` would do; ``seen`` are the addresses that got an account in an earlier chunk."""
    grouped, counts = by_address(orders)
    found = people.of(grouped)
    for email, theirs in grouped.items():
        decision = decision_for(email, found[email], erased)
        counts[decision.reason.name] += len(theirs)
        if decision.attach and decision.owner is None and email not in seen:
            seen.add(email)
            counts[CREATED] += 1
    return counts
