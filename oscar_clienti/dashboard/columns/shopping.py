"""Columns about what somebody bought."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext
from oscar.templatetags.currency_filters import currency

from ...models import Customer, ForeignSpending
from .base import Column, columns
from .people import moment


class Orders(Column):
    key, label, sort, first = "orders", gettext_lazy("Orders"), ("num_orders",), "descending"
    css = "cl-number"

    def cell(self, customer: Customer) -> Any:
        number = customer.num_orders
        if not number:
            return format_html('<span class="cl-soft">{}</span>', 0)
        words = ngettext("%(number)s order of %(name)s", "%(number)s orders of %(name)s", number)
        return format_html(
            '<a href="{}?tab=orders&amp;counted=1" aria-label="{}">{}</a>',
            reverse("dashboard:user-detail", args=[customer.pk]),
            words % {"number": number, "name": customer},
            number,
        )


class Spent(Column):
    key, label, sort, first = "spent", gettext_lazy("Total spent"), ("total_spent",), "descending"
    css = "cl-number"

    def prepare(self, customers: Sequence[Customer]) -> None:
        spendings = ForeignSpending.objects.filter(customer__in=[customer.pk for customer in customers])
        by_customer: dict[Any, list[ForeignSpending]] = {customer.pk: [] for customer in customers}
        for spending in spendings:
            by_customer[spending.customer_id].append(spending)
        for customer in customers:
            customer.foreign_spendings_by_currency = by_customer[customer.pk]

    def cell(self, customer: Customer) -> Any:
        own = currency(customer.total_spent, customer.currency)
        others = [currency(other.total_spent, other.currency) for other in customer.foreign_spendings_by_currency]
        return format_html('{}<span class="cl-soft cl-below">{}</span>', own, " + ".join(others)) if others else own


class LastOrder(Column):
    key, label, sort, first = "last_order", gettext_lazy("Last order"), ("last_order_at",), "descending"
    css = "cl-number"

    def cell(self, customer: Customer) -> Any:
        return moment(customer.last_order_at)


for _column in (Orders, Spent, LastOrder):
    columns.register(_column())
