"""Asking the register once more."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from ...models import VatState
from ...services.vat import checks
from .customers import CustomerMixin


class CustomerVatCheckView(CustomerMixin, View):
    """Where the shop has no queue, whoever pressed the button waits for the answer, a few seconds at the most."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        check = checks.ask_again(self.customer, by=request.user)
        if check is None:
            messages.error(request, _("There is no VAT number to ask about."))
            return redirect(self.profile_url)
        check.refresh_from_db()
        words = {
            VatState.VALID: _("The VAT number is valid."),
            VatState.INVALID: _("The VAT number is not valid."),
            VatState.UNKNOWN: _("It was asked again. The answer will stand here as soon as it is known."),
        }
        messages.info(request, words[VatState(check.state)])
        return redirect(self.profile_url)
