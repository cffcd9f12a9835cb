"""The profile of one customer, and its tabs."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from oscar.core.loading import get_model

from ... import conf
from ...models import Customer
from ...services import extra_fields, notes
from ...services.vat.facts import Facts
from ...sources import label as source_label
from ..panels import Panel, panels
from ..rights import may
from ..row_actions import RowMenu
from .customers import CustomerMixin
from .exemptions import Standing

# On the profile these have a button of their own, or make no sense.
_NOT_IN_MENU = ("open", "edit")


class PanelMixin(CustomerMixin):
    """Finds the tab and what its template needs."""

    def panel_context(self, panel: Panel) -> dict[str, Any]:
        own = panel.context(self.customer, self.request)
        return {"customer": self.customer, "panel": panel, "view": self, **own}

    def panels(self) -> Sequence[Panel]:
        return panels.select(lambda panel: may(self.request.user, panel.right))


class UserDetailView(PanelMixin, TemplateView):
    """Who this is at a glance; one tab is open, the others are loaded when asked for."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/customers/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self.panels()
        opened = next((panel for panel in shown if panel.key == self.request.GET.get("tab")), shown[0])
        user, customer = self.request.user, self.customer
        extra = extra_fields.shown(customer)
        asked = [one.field for one in extra if one.field.in_dashboard and not one.field.is_retired]
        return super().get_context_data(
            panels=shown,
            alert=notes.alert_of(customer) if may(user, "view_note") else None,
            tags=list(customer.tags.all()),
            source=source_label(customer.source),
            language_name=dict(settings.LANGUAGES).get(customer.language, customer.language),
            consents_url="?tab=consents" if any(panel.key == "consents" for panel in shown) else "",
            defaults=default_addresses(customer),
            extra=extra,
            extra_asked=extra_fields.form_name(asked[0]) if asked else "",
            taxes=Standing.of(customer),
            vat=Facts.of(customer),
            menu=[row for row in RowMenu(user).of(customer) if row[0].key not in _NOT_IN_MENU],
            can_set_password=conf.get("STAFF_SET_PASSWORDS") and may(user, "set_customer_password"),
            panel=opened,
            # Apart, so that a panel's names never meet the page's.
            panel_html=render_to_string(opened.template, self.panel_context(opened), self.request),
            **kwargs,
        )


class PanelView(PanelMixin, TemplateView):
    """One tab alone, for htmx."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        return [self.panel.template]

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        panel = panels.get(kwargs["key"])
        if panel is None:
            raise Http404(_("There is no such tab."))
        if not may(self.request.user, panel.right):
            raise PermissionDenied(_("You don't have the right to see this."))
        self.panel = panel
        return super().get(*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, **self.panel_context(self.panel)}


def default_addresses(customer: Customer) -> list[Any]:
    """The default address for shipping and that for billing, in one query."""
    book = get_model("address", "UserAddress").objects.filter(user=customer.pk).select_related("country")
    defaults = book.filter(Q(is_default_for_shipping=True) | Q(is_default_for_billing=True))
    return list(defaults.order_by("-is_default_for_shipping", "pk")[:2])
