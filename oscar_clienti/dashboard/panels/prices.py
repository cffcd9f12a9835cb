"""What this customer pays for a product, and why."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ...loading import get_class
from ...models import Customer
from ...shop import reasons
from .base import Panel, panels

PriceQuestionForm = get_class("dashboard.users.forms", "PriceQuestionForm")
# So many products are shown to choose from.
CHOICE = 10


class PricesPanel(Panel):
    key = "prices"
    label = _("Prices")
    template = "oscar_clienti/dashboard/panels/prices.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        form = PriceQuestionForm(request.GET if "product" in request.GET else None)
        found = _found(form.cleaned_data["product"], form.cleaned_data["pk"]) if form.is_valid() else []
        context: dict[str, Any] = {"form": form, "asked": form.is_bound, "products": found}
        if len(found) == 1:
            quantity = form.cleaned_data["quantity"] or 1
            context |= {
                "product": found[0],
                "quantity": quantity,
                "story": reasons.why(customer.pk, found[0], quantity),
            }
        return context


def _found(words: str, pk: int | None) -> list[Any]:
    """Products that can be bought: the one with this number or title, else those whose title has all the words."""
    products = get_model("catalogue", "Product").objects.exclude(structure="parent").select_related("parent")
    if pk:
        return list(products.filter(pk=pk))
    exact = Q(upc=words) | Q(stockrecords__partner_sku=words) | Q(title__iexact=words)
    if one := list(products.filter(exact).distinct()[:2]):
        return one
    for word in words.split():
        products = products.filter(Q(title__icontains=word) | Q(parent__title__icontains=word))
    return list(products.order_by("title", "pk")[:CHOICE])


panels.register(PricesPanel())
