"""What the Customers page asks quietly after it has loaded: who is missing, who waits, whose exemption ends soon?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from ...filters import CustomerFilter
from ...services import sync
from .. import queues


class HealthView(TemplateView):
    """Lines that only appear when there is something to do."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/customers/_health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ending = CustomerFilter.from_string("exemption=ending").apply().count()
        found = {"missing": len(sync.missing_sample()), "ending": ending, "waiting": queues.waiting(self.request.user)}
        return super().get_context_data(**found, **kwargs)


class RepairView(View):
    """Makes the missing rows."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        made = sync.repair_missing()
        words = ngettext(
            "%(count)s customer was added to the list.", "%(count)s customers were added to the list.", made
        )
        messages.success(request, words % {"count": made})
        return redirect("dashboard:users-index")
