"""What the customer wants to hear: three switches, each a button that works without a script."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...services import contact_preferences
from .base import AccountPage


class PreferencesView(AccountPage):
    page_title = gettext_lazy("Preferences")
    active_tab = "preferences"
    template_name = "oscar_clienti/account/preferences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        customer = self.customer
        return super().get_context_data(switches=contact_preferences.of(customer) if customer else [], **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer, on = self.require_customer(), request.POST.get("on") == "1"
        try:
            contact_preferences.switch(customer, request.POST.get("switch", ""), on=on, by=request.user)
        except ValidationError as error:
            self.tell(error)
        else:
            messages.success(request, _("Switched on.") if on else _("Switched off."))
        return redirect("customer:preferences")
