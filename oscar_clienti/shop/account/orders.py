"""Orders as their buyer sees them: is it paid, is it on its way?"""

from typing import Any

from django.utils.translation import gettext_lazy

from ...services import orders


class OrderHistoryMixin:
    """Mixed into Oscar's ``OrderHistoryView``: the page's orders with payment and fulfilment, in three questions."""

    page_title = gettext_lazy("Orders")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)  # type: ignore[misc]
        return {**context, "order_table": orders.Table(orders.rows(context["orders"]))}


class OrderDetailMixin:
    """Mixed into Oscar's ``OrderDetailView``."""

    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = orders.rows([self.object])[0]
        return super().get_context_data(**{"order_row": row, **kwargs})  # type: ignore[misc]
