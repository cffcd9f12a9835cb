"""A panel is one tab of a customer's profile, loaded when it is opened."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

from ...models import Customer
from ...registries import Registry


class Panel:
    """Subclass, set the four attributes, give the template its context, and register an instance.

    ``right`` is a codename of ours, or "app.codename": who lacks it doesn't see the tab and gets a 403 by address.
    """

    key: str
    label: str | Promise
    template: str
    right: str = "view_customer"
    per_page = 20

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        """Return what the template needs besides ``customer`` and ``panel``."""
        return {}

    def page(self, rows: Any, request: Any) -> Page:
        """Return the page of ``rows`` that ``?page=`` asks for; nonsense means the first, too far means the last."""
        return Paginator(rows, self.per_page).get_page(request.GET.get("page"))


panels: Registry[Panel] = Registry("panel")
