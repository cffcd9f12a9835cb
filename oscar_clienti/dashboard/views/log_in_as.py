"""Logging in as a customer: asks why, then shows the shop with the customer's eyes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ... import conf
from ...loading import get_class
from ...services import log_in_as
from ...shop.log_in_as import begin
from ..rights import may
from .customers import ActFormView, CustomerMixin

LogInAsForm = get_class("dashboard.users.forms", "LogInAsForm")


class CustomerLogInAsView(CustomerMixin, ActFormView):
    """Only a POST begins a visit; there is no such page where the shop doesn't want it."""

    form_class = LogInAsForm
    template_name = "oscar_clienti/dashboard/customers/log_in_as.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if log_in_as.feature() == log_in_as.OFF:
            raise Http404(_("This shop does not let staff log in as customers."))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_act": may(self.request.user, "act_as_customer")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "title": _("Log in as %(customer)s") % {"customer": self.customer},
            "confirm_label": pgettext("visit", "Log in"),
            "minutes": conf.get("LOG_IN_AS_MINUTES"),
        }
        return super().get_context_data(**words, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        visit = log_in_as.start(
            self.customer, by=self.request.user, reason=said["reason"], acts=said.get("acts") == "1"
        )
        begin(self.request, visit)
        return redirect("customer:summary")
