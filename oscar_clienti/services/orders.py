"""How far an order is: whether it is paid, and what was sent; for many orders in three questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from .. import conf

# How each payment is shown: the kind of mark, its icon, its words.
PAID = ("yes", "check-circle", _("Paid"))
PARTLY = ("open", "adjust", _("Partly paid"))
OPEN = ("open", "clock", _("Not paid yet"))
REFUNDED = ("no", "undo", _("Refunded"))


@dataclass(frozen=True)
class Row:
    """An order as the table shows it; ``payment`` is ``None`` where the shop writes none down."""

    order: Any
    cancelled: bool
    payment: tuple | None
    fulfilment: str


@dataclass(frozen=True)
class Table:
    """Rows, and which columns are worth their place: a shop that writes no payments down has no such column."""

    rows: list[Row]

    @property
    def payments(self) -> bool:
        return any(row.payment for row in self.rows)

    @property
    def shipments(self) -> bool:
        return any(row.fulfilment for row in self.rows)


def rows(orders: Iterable[Any]) -> list[Row]:
    """What is to be shown of ``orders``, in three queries for all of them."""
    orders = list(orders)
    pks = [order.pk for order in orders]
    if not pks:
        return []
    payments, shipments, cancelled = _payments(pks), _shipments(pks), conf.get("CANCELLED_STATUSES")
    return [
        Row(order, order.status in cancelled, _payment(order, payments), shipments.get(order.pk, ""))
        for order in orders
    ]


def _payments(pks: Sequence[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """What was taken and what was given back, for the orders that have a payment."""
    sources = get_model("payment", "Source").objects.filter(order__in=pks).values_list("order").order_by()
    sums = sources.annotate(taken=Sum("amount_debited"), back=Sum("amount_refunded"))
    return {pk: (taken, back) for pk, taken, back in sums}


def _payment(order: Any, payments: dict[int, tuple[Decimal, Decimal]]) -> tuple | None:
    if order.pk not in payments:
        return None
    taken, back = payments[order.pk]
    if back and back >= taken:
        return REFUNDED
    if taken - back >= order.total_incl_tax:
        return PAID
    return PARTLY if taken else OPEN


def _shipments(pks: Sequence[int]) -> dict[int, str]:
    """How far each order has come: the last event that happened to all of its lines, as Oscar's order says it."""
    lines = get_model("order", "Line").objects.filter(order__in=pks).values_list("order").order_by()
    ordered = dict(lines.annotate(Sum("quantity")))
    events = (
        get_model("order", "ShippingEventQuantity")
        .objects.filter(line__order__in=pks)
        .values_list("line__order", "event__event_type__name")
        .annotate(quantity=Sum("quantity"), last=Max("event__date_created"))
        .order_by("last")
    )
    words: dict[int, str] = {}
    for pk, name, quantity, _last in events:
        words[pk] = name if quantity >= ordered.get(pk, 0) else str(_("In progress"))
    return words
