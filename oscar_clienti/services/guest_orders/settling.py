"""Looking at guests' orders and doing what the rule says: one way for checkout, confirmed address, and the past."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction

from ...models import GuestOrder, GuestOrderReason, GuestOrderState
from .. import sync
from ..customers import email_locks, normalise
from ..customers.email_locks import canonical
from . import attaching, newcomers, people
from .attaching import Gift
from .deciding import Decision, decide

# How many orders for each reason; an address that is none counts under UNUSABLE, a new customer under CREATED.
Counts = Counter[str]
CREATED, UNUSABLE = "CREATED", "UNUSABLE"
ERASED = Decision(False, GuestOrderReason.ERASED)

ByAddress = dict[str, list[Any]]


@transaction.atomic
def settle(orders: Sequence[Any], *, erased: Set[int] = frozenset(), language: str = "", few: bool = True) -> Counts:
    """Attach these orders, or write down why they wait; orders that somebody decided about meanwhile stay as they are.

    ``erased`` are the keys of addresses whose account was deleted: their orders are left apart for good. ``few`` looks
    for accounts that another program made behind our back, which costs a walk through all users.
    """
    grouped, counts = by_address(orders)
    email_locks.hold(grouped)
    grouped = _still_open(grouped)
    found = people.of(grouped, hold=True)
    if few and (nobodys := [email for email, persons in found.items() if not persons]) and _came_unseen(nobodys):
        found = people.of(grouped, hold=True)
    decisions = {email: decision_for(email, found[email], erased) for email in grouped}
    made = _make(grouped, decisions, language)
    _do(grouped, decisions, made)
    counts[CREATED] = len(made)
    for email, theirs in grouped.items():
        counts[decisions[email].reason.name] += len(theirs)
    return counts


def decision_for(email: str, persons: Sequence[people.Person], erased: Set[int]) -> Decision:
    """What the rule says of an address, given who has it."""
    return ERASED if email_locks.key_of(email) in erased else decide(persons)


def by_address(orders: Iterable[Any]) -> tuple[ByAddress, Counts]:
    """Orders under the canonical spelling of their address; those whose address is none are only counted."""
    grouped: ByAddress = {}
    counts: Counts = Counter()
    for order in orders:
        try:
            normalise(order.guest_email)
        except ValidationError:
            counts[UNUSABLE] += 1
        else:
            grouped.setdefault(canonical(order.guest_email), []).append(order)
    return grouped, counts


def _still_open(grouped: ByAddress) -> ByAddress:
    """Without the orders about which somebody decided while we waited for the address."""
    pks = [order.pk for orders in grouped.values() for order in orders]
    decided = GuestOrder.objects.filter(pk__in=pks).exclude(state=GuestOrderState.WAITING)
    over = set(decided.values_list("pk", flat=True))
    left = {email: [order for order in orders if order.pk not in over] for email, orders in grouped.items()}
    return {email: orders for email, orders in left.items() if orders}


def _came_unseen(emails: Iterable[str]) -> bool:
    """Give a row to users of these addresses who have none; returns whether there were any."""
    users = get_user_model()._default_manager
    unseen = [pk for email in emails for pk in users.filter(email__iexact=email).values_list("pk", flat=True)]
    sync.refresh(unseen)
    return bool(unseen)


def _make(grouped: ByAddress, decisions: Mapping[str, Decision], language: str) -> dict[str, int]:
    wanted = {email: grouped[email][0] for email, decision in decisions.items() if _is_new(decision)}
    spelt = {normalise(order.guest_email): email for email, order in wanted.items()}
    if not spelt:
        return {}
    made = newcomers.make({stored: wanted[email] for stored, email in spelt.items()}, language=language)
    return {spelt[stored]: pk for stored, pk in made.items()}


def _is_new(decision: Decision) -> bool:
    return decision.attach and decision.owner is None


def _do(grouped: ByAddress, decisions: Mapping[str, Decision], made: Mapping[str, int]) -> None:
    gifts, left = [], []
    for email, orders in grouped.items():
        decision = decisions[email]
        for order in orders:
            if decision.attach:
                gifts.append(Gift(order, decision.owner or made[email], decision.reason))
            else:
                state = GuestOrderState.APART if decision is ERASED else GuestOrderState.WAITING
                left.append((order, state, decision.reason, decision.owner))
    attaching.give(gifts)
    attaching.mark(left)
