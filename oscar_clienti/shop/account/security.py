"""How the customer signs in, and where they are signed in at present."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...services import sessions
from ...typed import whole_number
from . import devices
from .base import AccountPage, page_of


class SecurityView(AccountPage):
    page_title = gettext_lazy("Sign-in & security")
    active_tab = "security"
    template_name = "oscar_clienti/account/security.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _note(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        here = self.request.session.session_key
        return super().get_context_data(
            has_password=user.has_usable_password(),
            password_page=_password_page(user),
            email_page=page_of("account_email"),
            social_page=page_of("socialaccount_connections"),
            second_step_page=page_of("mfa_index"),
            listed=sessions.listed(),
            devices=[devices.read(session, here) for session in sessions.of(user)],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "others":
            number = sessions.end_others(request.user, but=request.session.session_key or "")
            words = ngettext("You were signed out of %(number)s other device.",
                             "You were signed out of %(number)s other devices.", number)  # fmt: skip
            messages.success(request, words % {"number": number})
        elif sessions.end(request.user, whole_number(request.POST.get("session"))):
            messages.success(request, _("That device was signed out."))
        return redirect("customer:security")


def _password_page(user: Any) -> str:
    name = "account_change_password" if user.has_usable_password() else "account_set_password"
    return page_of(name) or (reverse("customer:change-password") if user.has_usable_password() else "")


def _note(request: HttpRequest) -> None:
    """Put this session on the list: it began elsewhere than on allauth's pages, or before the shop had a list."""
    if sessions.listed():
        apps.get_model("usersessions", "UserSession").objects.create_from_request(request)
