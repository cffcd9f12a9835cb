"""Deleting one account, after a page that says in numbers what it means."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ...services import erasure
from .customers import CustomerMixin


class CustomerDeleteView(CustomerMixin, TemplateView):
    template_name = "oscar_clienti/dashboard/deletion/one.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            effects=erasure.plan([self.customer]).total,
            title=_("Delete %(customer)s?") % {"customer": self.customer},
            confirm_label=_("Delete this account"),
            danger=True,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        erasure.erase(self.customer, by=request.user)
        messages.success(request, _("The account was deleted. Its orders were kept."))
        return redirect("dashboard:users-index")
