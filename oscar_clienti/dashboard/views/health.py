"""Does the list show everybody? The Customers page asks quietly after it has loaded."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from ...services import sync


class HealthView(TemplateView):
    """A line that only appears when people are missing from the list."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/customers/_health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(missing=len(sync.missing_sample()), **kwargs)


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
