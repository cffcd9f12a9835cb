"""Oscar's pages for signing in, signing up and passwords lead to allauth's, with all that stood in their address.

Oscar signs people in by itself, past allauth's limits of attempts, its second factors and its e-mails.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View


class LeadingMixin(View):
    """Answers every request with the way to ``leads_to``, the name of a page of allauth."""

    leads_to: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(_way(self.leads_to, self.question(request)))

    def question(self, request: HttpRequest) -> QueryDict:
        """What the address of the next page asks, such as where to go on."""
        return request.GET


class LoginMixin(LeadingMixin):
    leads_to = "account_login"


class RegisterMixin(LeadingMixin):
    leads_to = "account_signup"


class LogoutMixin(LeadingMixin):
    """Oscar's signs out by a link, which a picture in any page could follow; allauth's asks first."""

    leads_to = "account_logout"


class ChangePasswordMixin(LeadingMixin):
    """Who has no password yet is led on to choosing one."""

    leads_to = "account_change_password"


class DashboardLoginMixin(LeadingMixin):
    leads_to = "account_login"

    def question(self, request: HttpRequest) -> QueryDict:
        question = request.GET.copy()
        question.setdefault("next", reverse("dashboard:index"))
        return question


class GatewayMixin(View):
    """Guests go on as ever; who has an account signs in on the page for it, and comes back to the checkout."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: Any = self.get_form_class()  # type: ignore[attr-defined]
        if request.POST.get("options") == form.EXISTING:
            question = QueryDict(mutable=True)
            question.update({"next": reverse("checkout:index"), "email": request.POST.get("username", "")[:254]})
            return HttpResponseRedirect(_way("account_login", question))
        return super().post(request, *args, **kwargs)  # type: ignore[misc]


class GatewayFormMixin:
    """Asks for no password, which has a page of its own, and tells nobody who has an account."""

    # Those of any form.
    fields: Any
    cleaned_data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False
        self.fields["password"].widget = forms.HiddenInput()
        words = {self.EXISTING: _("I have an account")}  # type: ignore[attr-defined]
        options = self.fields["options"]
        options.choices = [(value, words.get(value, label)) for value, label in options.choices]

    def clean(self) -> dict[str, Any]:
        if self.is_new_account_checkout():  # type: ignore[attr-defined]
            return self.cleaned_data  # The page for signing up answers alike for every address.
        return super().clean()  # type: ignore[misc]


def forget_in_browser(response: HttpResponse) -> HttpResponse:
    """Delete what Oscar keeps in a browser for whoever was signed in."""
    for cookie in settings.OSCAR_COOKIES_DELETE_ON_LOGOUT:
        response.delete_cookie(cookie)
    return response


def _way(name: str, question: QueryDict) -> str:
    url = reverse(name)
    return f"{url}?{question.urlencode()}" if question else url
