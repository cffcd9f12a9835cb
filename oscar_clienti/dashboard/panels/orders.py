"""The orders of a customer: what was bought, whether it is paid and sent."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import conf
from ...models import Customer
from ...services.orders import Table, rows
from .base import Panel, panels


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
    orders = orders.select_related("tax_record")
    return orders.exclude(status__in=conf.get("CANCELLED_STATUSES")) if counted else orders


def _query(counted: bool) -> str:
    return "?tab=orders&counted=1&" if counted else "?tab=orders&"


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
