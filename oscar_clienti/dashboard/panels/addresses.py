"""The customer's address book."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ...models import Customer
from .base import Panel, panels


class AddressesPanel(Panel):
    key, label, template = "addresses", _("Addresses"), "oscar_clienti/dashboard/panels/addresses.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        order = ("-is_default_for_shipping", "-is_default_for_billing", "-pk")
        book = get_model("address", "UserAddress").objects.filter(user=customer.pk).select_related("country")
        return {"page": self.page(book.order_by(*order), request)}


panels.register(AddressesPanel())
