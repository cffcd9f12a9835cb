"""The orders of a customer: what was bought, whether it is paid and sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import conf
from ...models import Customer
from .base import Panel, panels

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


class OrdersPanel(Panel):
    """All orders, newest first; ``?counted=1`` leaves out those that the number of orders leaves out."""

    key, label, template = "orders", _("Orders"), "oscar_clienti/dashboard/panels/orders.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        counted = request.GET.get("counted") == "1"
        page = self.page(orders_of(customer, counted=counted), request)
        return {"page": page, "orders": Table(rows(page.object_list)), "counted": counted, "query": _query(counted)}


def orders_of(customer: Customer, *, counted: bool = False) -> Any:
    """The orders of ``customer``, newest first; only those that count, if ``counted``."""
    orders = get_model("order", "Order").objects.filter(user=customer.pk).order_by("-date_placed", "-pk")
    return orders.exclude(status__in=conf.get("CANCELLED_STATUSES")) if counted else orders


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


def _query(counted: bool) -> str:
    return "?tab=orders&counted=1&" if counted else "?tab=orders&"


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


def months_of(customer: Customer, starts: Sequence[Any]) -> list[int]:
    """How many orders that count fall between each two of ``starts``, in one query.

    The months are those of the shop's own time zone; MariaDB often doesn't know it, so the database compares moments.
    """
    spans = zip(starts, starts[1:], strict=False)
    counts = {
        f"month{n}": Count("pk", filter=Q(date_placed__gte=start, date_placed__lt=end))
        for n, (start, end) in enumerate(spans)
    }
    recent = orders_of(customer, counted=True).filter(date_placed__gte=starts[0]).order_by()
    return list(recent.aggregate(**counts).values())


panels.register(OrdersPanel())
