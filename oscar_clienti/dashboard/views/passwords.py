"""A link for choosing a password, or a password that staff chooses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ... import conf
from ...loading import get_class
from ...services import passwords
from .customers import ActFormView, CustomerMixin, invite

PasswordForm = get_class("dashboard.users.forms", "PasswordForm")


class PasswordResetView(CustomerMixin, View):
    """Sends the link. Oscar's page says "sent" also when it sent nothing; this one says what happened."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        invite(request, self.customer)
        return redirect(self.profile_url)


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class CustomerPasswordView(CustomerMixin, ActFormView):
    """Only where the shop allows it; the page offers a good password."""

    form_class = PasswordForm
    template_name = "oscar_clienti/dashboard/customers/password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not conf.get("STAFF_SET_PASSWORDS"):
            raise PermissionDenied(_("In this shop customers choose their passwords themselves."))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = pgettext("customer", "Change password")
        return super().get_context_data(title=title, confirm_label=title, suggestion=passwords.generate(), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        passwords.set(self.customer, password=form.cleaned_data["password"], by=self.request.user)
        messages.success(self.request, _("The password was changed; %(customer)s is signed out everywhere.")
                         % {"customer": self.customer})  # fmt: skip
        return redirect(self.profile_url)
