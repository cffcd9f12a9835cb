"""Giving orders to their owners: whoever writes ``Order.user`` of a guest's order does it here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Value, When
from django.utils import timezone
from oscar.core.loading import get_model

from ... import signals
from ...models import Customer, GuestOrder, GuestOrderReason, GuestOrderState
from .. import activity, memberships, sync
from ..customers import email_locks


@dataclass
class Gift:
    """An order, and to whom it goes."""

    order: Any
    owner: int
    reason: GuestOrderReason


def give(gifts: Sequence[Gift], *, by: Any = None) -> list[Gift]:
    """Attach orders that still belong to nobody; returns those that were. The caller holds addresses and owners.

    The figures of the owners and the rules of groups follow. What the order was taxed by stays as it was written down.
    """
    Order = get_model("order", "Order")
    pks = [gift.order.pk for gift in gifts]
    mine = Order._base_manager.filter(pk__in=pks, user=None)
    free = set(mine.select_for_update().order_by("pk").values_list("pk", flat=True))
    given = [gift for gift in gifts if gift.order.pk in free]
    if not given:
        return []
    # One statement for all; and only of orders that still belong to nobody.
    owners = Case(*(When(pk=gift.order.pk, then=Value(gift.owner)) for gift in given))
    mine.filter(pk__in=free).update(user=owners)
    people = sorted({gift.owner for gift in given})
    sync.refresh(people, orders=True)
    for gift in given:
        # On the very object too: whoever saves it later would write the old NULL.
        gift.order.user_id = gift.owner
    _write_down(given, by)
    memberships.follow(people)
    _announce(given, by)
    return given


def mark(orders: Iterable[tuple[Any, GuestOrderState, GuestOrderReason, int | None]]) -> None:
    """Write what became of each order, whether or not it was looked at before."""
    rows, now = list(orders), timezone.now()
    GuestOrder.objects.filter(pk__in=[order.pk for order, *_rest in rows]).delete()
    GuestOrder.objects.bulk_create(
        [
            GuestOrder(
                order_id=order.pk,
                email_key=email_locks.key_of(order.guest_email),
                state=state,
                reason=reason,
                customer_id=customer,
                at=now,
            )
            for order, state, reason, customer in rows
        ],
        batch_size=500,
    )


def _write_down(given: Sequence[Gift], by: Any) -> None:
    mark((gift.order, GuestOrderState.ATTACHED, gift.reason, gift.owner) for gift in given)
    facts = ((gift.owner, {"order": str(gift.order.number), "why": gift.reason.name}) for gift in given)
    activity.record_facts(facts, "order.attached", by=by)


def _announce(given: Sequence[Gift], by: Any) -> None:
    Order = get_model("order", "Order")
    if not signals.guest_order_attached.has_listeners(Order):
        return
    people = Customer.objects.select_related("group", "user").in_bulk({gift.owner for gift in given})
    for gift in given:
        customer, reason = people[gift.owner], gift.reason
        signals.guest_order_attached.send(sender=Order, order=gift.order, customer=customer, reason=reason, by=by)
