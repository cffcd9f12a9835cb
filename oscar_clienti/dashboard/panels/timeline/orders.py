"""What the customer ordered – guests' orders that found them, too – and how far each order came."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model
from oscar.templatetags.currency_filters import currency

from ....models import Customer
from ....services import activity
from ....services.activity_log import CUSTOMERS
from ...history import Change
from .base import Entry, Reader, RowsSource, timeline_sources

PLACED = activity.kinds.register(activity.Kind("order.placed", gettext_lazy("Order placed"))).key
MOVED = activity.kinds.register(activity.Kind("order.status_changed", gettext_lazy("Status of an order changed"))).key


class OrdersSource(RowsSource):
    key, at, by, kinds = "orders", "date_placed", CUSTOMERS, (PLACED,)

    def rows(self, customer: Customer) -> QuerySet:
        orders = get_model("order", "Order").objects.filter(user=customer.pk).select_related("user")
        return orders.only("pk", "number", "date_placed", "currency", "total_incl_tax", "user")

    def read(self, row: Any, reader: Reader) -> Entry:
        facts = [(_("Order"), row.number), (_("Total"), currency(row.total_incl_tax, row.currency))]
        who = row.user.get_full_name() or row.user.email
        return Entry(
            row.date_placed, row.pk, PLACED, activity.kinds[PLACED].label, who, facts=facts,
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


def status(name: str) -> str:
    """The shop's own word, which its catalogue may translate."""
    return _(name) if name else "–"


timeline_sources.register(OrdersSource())
timeline_sources.register(OrderStatusSource())
