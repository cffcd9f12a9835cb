"""The orders that wait, in the hands of the shop's people."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ...models import GuestOrder, GuestOrderReason, GuestOrderState
from .. import activity, rights
from ..customers import email_locks
from . import attaching, people
from .attaching import Gift
from .deciding import decide

RIGHT = "decide_guest_orders"


def waiting() -> QuerySet[GuestOrder]:
    """The orders whose owner somebody has to decide about, the newest first."""
    return _in_state(GuestOrderState.WAITING)


def apart() -> QuerySet[GuestOrder]:
    """The orders that were left apart for good, the newest first."""
    return _in_state(GuestOrderState.APART)


def attach(orders: Iterable[GuestOrder], *, by: Any) -> tuple[list[GuestOrder], list[GuestOrder]]:
    """Give waiting orders to the account that has their address though nobody confirmed it; needs
    ``decide_guest_orders``. Returns those that were given, and those for whom there is no one such account any more.

    Never to the team, to partners or to deleted accounts. Raises ``PermissionDenied``.
    """
    return _each(orders, GuestOrderState.WAITING, _attach, by)


def leave_apart(orders: Iterable[GuestOrder], *, by: Any) -> tuple[list[GuestOrder], list[GuestOrder]]:
    """Attach these orders to nobody, also when their address is confirmed one day; needs ``decide_guest_orders``.
    Returns those that are apart now, and those about which somebody else decided meanwhile. Raises
    ``PermissionDenied``.
    """
    return _each(orders, GuestOrderState.WAITING, _leave, by)


def put_back(orders: Iterable[GuestOrder], *, by: Any) -> tuple[list[GuestOrder], list[GuestOrder]]:
    """Let orders that were left apart wait again; needs ``decide_guest_orders``. Returns as ``leave_apart`` does;
    what a deletion left apart stays so. Raises ``PermissionDenied``.
    """
    return _each(orders, GuestOrderState.APART, _return, by)


def _in_state(state: GuestOrderState) -> QuerySet[GuestOrder]:
    return GuestOrder.objects.filter(state=state, order__user=None).order_by("-pk")


def _each(
    orders: Iterable[GuestOrder], state: GuestOrderState, act: Callable[[GuestOrder, Any], bool], by: Any
) -> tuple[list[GuestOrder], list[GuestOrder]]:
    rights.require(by, RIGHT)
    done: list[GuestOrder] = []
    not_done: list[GuestOrder] = []
    for one in orders:
        (done if _one(one, state, act, by) else not_done).append(one)
    return done, not_done


@transaction.atomic
def _one(one: GuestOrder, state: GuestOrderState, act: Callable[[GuestOrder, Any], bool], by: Any) -> bool:
    """Alone with the address, as it is now."""
    email_locks.hold([one.order.guest_email])
    current = _in_state(state).select_related("order", "customer").filter(pk=one.pk).first()
    return current is not None and act(current, by)


def _attach(one: GuestOrder, by: Any) -> bool:
    email = one.order.guest_email
    owner = decide(people.of([email], hold=True)[email_locks.canonical(email)]).owner
    if owner is None:
        return False
    return bool(attaching.give([Gift(one.order, owner, GuestOrderReason.STAFF)], by=by))


def _leave(one: GuestOrder, by: Any) -> bool:
    return _move(one, GuestOrderState.APART, "order.left_apart", by)


def _return(one: GuestOrder, by: Any) -> bool:
    return one.reason != GuestOrderReason.ERASED and _move(one, GuestOrderState.WAITING, "order.waits_again", by)


def _move(one: GuestOrder, state: GuestOrderState, kind: str, by: Any) -> bool:
    one.state, one.at = state, timezone.now()
    one.save(update_fields=["state", "at"])
    activity.record(one.customer, kind, by=by, facts={"order": str(one.order.number)})
    return True
