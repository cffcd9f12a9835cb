"""What the account's pages share: whose they are, and a place in Oscar's layout."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from ...models import Customer
from ...services import buyers, sync
from ...services.vat import own


def customer_of(user: Any) -> Customer | None:
    """The customer who is looking; ``None`` for staff and partners. A row that is missing still is made."""
    if buyers.of(user) is None:
        sync.refresh([user.pk])
        buyers.forget(user)
    return own.customer_of(user)


def page_of(name: str) -> str:
    """The address of a page that only some shops have; nothing in the others."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@method_decorator(never_cache, name="dispatch")
class AccountPage(TemplateView):
    """Subclass, and say ``page_title``, ``active_tab`` and ``template_name``."""

    page_title: Any = ""
    active_tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"page_title": self.page_title, "active_tab": self.active_tab, "customer": self.customer}
        return super().get_context_data(**{**words, **kwargs})

    @property
    def customer(self) -> Customer | None:
        return customer_of(self.request.user)

    def require_customer(self) -> Customer:
        customer = self.customer
        if customer is None:
            raise PermissionDenied(_("The shop's own accounts are looked after in the dashboard."))
        return customer

    def tell(self, error: ValidationError) -> None:
        messages.error(self.request, " ".join(error.messages))
