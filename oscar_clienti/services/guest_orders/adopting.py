"""An address has been confirmed, or its account deleted: what becomes of the orders that waited."""

from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from ... import conf
from ...models import GuestOrder, GuestOrderReason, GuestOrderState
from ..customers import email_locks
from .settling import Counts, settle


def adopt(email: str) -> Counts:
    """Attach the waiting orders of ``email`` if the rule lets them go now; returns what became of them.

    Whether the address is confirmed is looked up, not believed. Orders that somebody left apart stay where they are.
    """
    orders = of_address(email)
    if not orders or not conf.get("GUEST_ORDERS_FIND_OWNER"):
        return Counts()
    return settle(orders)


def forget(user: Any) -> None:
    """The account is about to be deleted: what waited for it is left apart for good, whoever has the address next."""
    theirs = Q(email_key=email_locks.key_of(user.email)) | Q(customer=user.pk)
    waiting = GuestOrder.objects.filter(theirs, state=GuestOrderState.WAITING)
    waiting.update(state=GuestOrderState.APART, reason=GuestOrderReason.ERASED, customer=None)


def of_address(email: str) -> list:
    """The waiting orders of an address, in whatever spelling."""
    waiting = GuestOrder.objects.filter(email_key=email_locks.key_of(email), state=GuestOrderState.WAITING)
    orders = get_model("order", "Order")._base_manager.filter(guest_order__in=waiting, user=None)
    wanted = email_locks.canonical(email)
    return [order for order in orders.order_by("pk") if email_locks.canonical(order.guest_email) == wanted]
