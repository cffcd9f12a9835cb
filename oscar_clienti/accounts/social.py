"""Social accounts: whose they are is said by the provider's number for them, never by an e-mail address alone."""

import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ..services import extra_fields, rights
from ..services.customers import email_locks
from . import step_up

_WAITING = "clienti_social"
# So long may the proof take after the provider has answered.
_SECONDS = 15 * 60


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        """Find whose account it is where both sides have proven the address: the provider, and its owner here.

        Staff, superusers and partners connect their accounts themselves, signed in, or not at all.
        """
        for address in sociallogin.email_addresses:
            if address.verified and self.can_authenticate_by_email(sociallogin, address.email):
                proven = EmailAddress.objects.filter(email=address.email.lower(), verified=True).select_related("user")
                for row in proven:
                    if not rights.works_here(row.user):
                        return row.user, row.email
        return None

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Not where somebody new has to answer something first."""
        is_asked = any(field.required for field in extra_fields.asked("in_registration"))
        return not is_asked and super().is_auto_signup_allowed(request, sociallogin)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Where somebody has the address already, they sign in once as ever; then the social account is connected.

        Who connects one themselves is asked who they are first: it will let in for ever.
        """
        if sociallogin.state.get("process") == AuthProcess.CONNECT and not step_up.was_confirmed(request):
            way = step_up.way(request, reverse("socialaccount_connections"))
            raise ImmediateHttpResponse(HttpResponseRedirect(way))
        stranger = not sociallogin.is_existing and sociallogin.state.get("process") == AuthProcess.LOGIN
        if not stranger or not any(map(_has_owner, _addresses(sociallogin))):
            return
        request.session[_WAITING] = {"login": sociallogin.serialize(), "at": int(time.time())}
        words = _(
            "There is an account with this e-mail address already. Sign in to it once, and your %(provider)s account "
            "is connected with it."
        )
        messages.info(request, words % {"provider": sociallogin.provider.name})
        going_on = sociallogin.get_redirect_url(request)
        question = f"?{urlencode({'next': going_on})}" if going_on else ""
        raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('account_login')}{question}"))


def connect_what_waits(request: HttpRequest, user: Any) -> None:
    """Called when ``user`` has signed in: connect the social account that waited for this proof, if it is theirs."""
    waiting = request.session.pop(_WAITING, None)
    if not waiting or time.time() - waiting["at"] > _SECONDS or rights.works_here(user):
        return
    sociallogin = SocialLogin.deserialize(waiting["login"])
    if email_locks.canonical(user.email) not in map(email_locks.canonical, _addresses(sociallogin)):
        return
    sociallogin.lookup()
    if not sociallogin.is_existing:
        sociallogin.connect(request, user)
        words = _("Your %(provider)s account is connected: you can sign in with it from now on.")
        messages.success(request, words % {"provider": sociallogin.provider.name})


def _addresses(sociallogin: SocialLogin) -> list[str]:
    return [address.email for address in sociallogin.email_addresses]


def _has_owner(email: str) -> bool:
    return get_user_model()._default_manager.filter(email__iexact=email).exists()
