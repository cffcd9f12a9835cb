"""Deleting one's own account: Oscar's page, which says in numbers what happens and keeps the orders."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from ...services import erasure
from .base import customer_of


class LinkForm(forms.Form):
    """For people without a password: the link that was mailed to them is their proof."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"]
        if not erasure.link_holds(token, self.user):
            raise ValidationError(_("This link is too old, or was not made for you. Ask for another."))
        return token


class ProfileDeleteMixin:
    """Mixed into Oscar's ``ProfileDeleteView``, which would delete orders' owners, reviews and used vouchers too."""

    request: Any
    page_title = gettext_lazy("Delete my account")
    active_tab = "my-data"

    @cached_property
    def customer(self) -> Any:
        return customer_of(self.request.user)

    @property
    def has_password(self) -> bool:
        return self.request.user.has_usable_password()

    def get_form_class(self) -> Any:
        return super().get_form_class() if self.has_password else LinkForm  # type: ignore[misc]

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "token": self.request.GET.get("token", "")}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"customer": self.customer, "has_password": self.has_password}
        if self.customer:
            ours["effects"] = erasure.plan([self.customer]).total
        ours["proven"] = not self.has_password and erasure.link_holds(self._token, self.request.user)
        ours["stale"] = bool(self._token) and not ours["proven"] and not self.has_password
        return super().get_context_data(**{**ours, **kwargs})  # type: ignore[misc]

    @property
    def _token(self) -> str:
        return self.request.POST.get("token") or self.request.GET.get("token", "")

    @method_decorator(never_cache)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        # The link must not travel on in the address of this page. Not "no-referrer": browsers would then send the form
        # without an origin, and Django would refuse it.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.customer is None:
            messages.error(request, _("The shop's own accounts are looked after in the dashboard."))
            return redirect("customer:profile-delete")
        if request.POST.get("action") == "link" and not self.has_password:
            return self._send_link()
        return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        erasure.leave(self.customer, by=self.request.user)
        logout(self.request)
        response = redirect("customer:goodbye")
        for cookie in settings.OSCAR_COOKIES_DELETE_ON_LOGOUT:
            response.delete_cookie(cookie)
        return response

    def _send_link(self) -> HttpResponse:
        try:
            address = erasure.send_link(self.customer, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(
                self.request, _("We have sent a link to %(address)s. It works for an hour.") % {"address": address}
            )
        return redirect("customer:profile-delete")


class GoodbyeView(TemplateView):
    """Where somebody stands whose account is gone."""

    template_name = "oscar_clienti/account/goodbye.html"
