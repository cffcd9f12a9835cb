"""What the customer ordered – guests' orders that found them, too – and how far each order came."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model
from oscar.templatetags.currency_filters import currency

from ....models import Activity, Customer, StaffOrder
from ....services import activity
from ....services.activity_log import CUSTOMERS, Asked, Before
from ...history import Change
from .base import Entry, Reader, RowsSource, timeline_sources

PLACED = activity.kinds.register(activity.Kind("order.placed", gettext_lazy("Order placed"))).key
MOVED = activity.kinds.register(activity.Kind("order.status_changed", gettext_lazy("Status of an order changed"))).key


class OrdersSource(RowsSource):
    """An order is the doing of whoever placed it, who may have been of the shop: by itself, or logged in as them."""

    key, at, by, kinds = "orders", "date_placed", CUSTOMERS, (PLACED,)

    def rows(self, customer: Customer) -> QuerySet:
        orders = get_model("order", "Order").objects.filter(user=customer.pk).select_related("user", "staff_order")
        staffs = ("staff_order__state", "staff_order__by_name")
        return orders.only("pk", "number", "date_placed", "currency", "total_incl_tax", "user", *staffs)

    def older(
        self, customer: Customer, *, before: Before | None, limit: int, asked: Asked, reader: Reader
    ) -> Iterable[Entry]:
        visitors = _placed_in_visits(customer)
        for entry in super().older(customer, before=before, limit=limit, asked=asked, reader=reader):
            number = dict(entry.facts)[_("Order")]
            yield replace(entry, who=visitors[number]) if number in visitors else entry

    def narrow(self, rows: QuerySet, customer: Customer, asked: Asked) -> QuerySet:
        rows = super().narrow(rows, customer, asked)
        if not asked.who:
            return rows
        theirs = rows.exclude(staff_order__in=StaffOrder.objects.filter(state=StaffOrder.State.PLACED))
        return theirs.exclude(number__in=list(_placed_in_visits(customer)))

    def read(self, row: Any, reader: Reader) -> Entry:
        facts = [(_("Order"), row.number), (_("Total"), currency(row.total_incl_tax, row.currency))]
        return Entry(
            row.date_placed, row.pk, PLACED, activity.kinds[PLACED].label, _who_placed(row), facts=facts,
            url=reader.order_url(row.number),
        )  # fmt: skip


class OrderStatusSource(RowsSource):
    """Oscar writes down that a status changed, but not who changed it."""

    key, at, kinds = "order-statuses", "date_created", (MOVED,)

    def rows(self, customer: Customer) -> QuerySet:
        moves = apps.get_model("order", "OrderStatusChange").objects.filter(order__user=customer.pk)
        return moves.select_related("order").only("pk", "date_created", "old_status", "new_status", "order__number")

    def read(self, row: Any, reader: Reader) -> Entry:
        change = Change(_("Status"), status(row.old_status), status(row.new_status))
        return Entry(
            row.date_created, row.pk, MOVED, activity.kinds[MOVED].label, changes=[change],
            facts=[(_("Order"), row.order.number)], url=reader.order_url(row.order.number),
        )  # fmt: skip


def _who_placed(order: Any) -> str:
    staffs = getattr(order, "staff_order", None)
    if staffs is not None and staffs.state == StaffOrder.State.PLACED:
        return str(staffs.by_name)
    return order.user.get_full_name() or order.user.email


def _placed_in_visits(customer: Customer) -> dict[str, str]:
    """The numbers of the orders that somebody placed who was logged in as the customer, and who it was."""
    placed = Activity.objects.filter(customer=customer, kind="log_in_as.ordered")
    return {str(facts.get("order")): name for facts, name in placed.values_list("facts", "by_name")}


def status(name: str) -> str:
    """The shop's own word, which its catalogue may translate."""
    return _(name) if name else "–"


timeline_sources.register(OrdersSource())
timeline_sources.register(OrderStatusSource())
