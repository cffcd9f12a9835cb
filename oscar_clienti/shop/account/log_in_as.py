"""Visits of the shop to the account: staff stops one here, and the customer says whether they want any."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from ...models import Visit
from ...services import log_in_as
from ..log_in_as import KEY, leave
from .base import AccountPage


class VisitStopView(View):
    """Ends the visit of this browser; whoever is in none is sent to the shop."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = request.session.get(KEY)
        visit = Visit.objects.filter(pk=number, by=request.user.pk).first() if number else None
        leave(request)
        # Read, so that none that was meant for the customer is shown later on.
        list(messages.get_messages(request))
        if visit is None:
            return redirect("home")
        log_in_as.end(visit, why=Visit.End.STOPPED)
        messages.success(request, _("You are yourself again."))
        if visit.customer_id and request.user.has_perm("oscar_clienti.view_customer"):
            return redirect("dashboard:user-detail", visit.customer_id)
        return redirect("dashboard:index")


class VisitsView(AccountPage):
    """When the shop looked into the account, and whether it may."""

    page_title = gettext_lazy("Visits by the shop")
    active_tab = "security"
    template_name = "oscar_clienti/account/visits.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        customer = self.require_customer()
        asked = log_in_as.feature() in ("unless_refused", "if_allowed")
        visits = log_in_as.told(self.request.user)[:20]
        return super().get_context_data(visits=visits, asked=asked, allowed=log_in_as.allows(customer), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = request.POST.get("allowed") == "1"
        log_in_as.choose(self.require_customer(), allowed=allowed, by=request.user)
        messages.success(request, _("The shop may look into your account when you need help.") if allowed
                         else _("The shop may no longer look into your account."))  # fmt: skip
        return redirect("customer:visits")
