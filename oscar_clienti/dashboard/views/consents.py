"""Staff writes down that a customer said yes or no."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...loading import get_class
from ...models import Channel
from ...services import consents
from .customers import ActFormView, CustomerMixin

ConsentForm = get_class("dashboard.users.forms", "ConsentForm")


class CustomerConsentView(CustomerMixin, ActFormView):
    """``?say=no`` withdraws, anything else grants."""

    form_class = ConsentForm
    template_name = "oscar_clienti/dashboard/consents/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["channel"] not in Channel.values:
            raise Http404
        self.channel = Channel(kwargs["channel"])
        self.grants = request.GET.get("say") != "no"
        self.address = consents.address_of(self.customer, self.channel)
        if not self.address:
            messages.warning(request, _("There is no address for this channel yet: add one first."))
            return redirect(self.profile_url)
        return super().dispatch(request, *args, **kwargs)

    @property
    def profile_url(self) -> str:
        return f"{super().profile_url}?tab=consents"

    def get_initial(self) -> dict[str, Any]:
        return {"wording_language": self.customer.language or get_language()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"grants": self.grants}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(channel=self.channel, address=self.address, grants=self.grants, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        say = consents.grant if self.grants else consents.withdraw
        words = {"wording": "", **form.cleaned_data}
        say(self.customer, channel=self.channel.value, source="staff", by=self.request.user, **words)
        messages.success(self.request, _("Consent recorded.") if self.grants else _("Withdrawal recorded."))
        return redirect(self.profile_url)
