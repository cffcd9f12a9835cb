"""From a link that was used up to a session: allauth's own way in, so that a second factor is asked for."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import complete_signup, get_login_redirect_url, perform_login
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ...models import SignInLink
from ...services import sign_in
from .. import strangers
from . import browser


def enter(request: HttpRequest, link: SignInLink, answer: Callable[[Any], None] | None = None) -> HttpResponse:
    """Use the link up and sign its person in; whoever was signed in here is signed out.

    ``answer`` keeps what somebody new was asked, as soon as the account is there.

    Raises ``LinkDead``, and ``PermissionDenied`` where the shop takes no new customers.
    """
    is_new = link.purpose == SignInLink.Purpose.SIGN_UP
    if is_new and not get_adapter(request).is_open_for_signup(request):
        raise PermissionDenied
    with transaction.atomic():
        link = sign_in.use_up(link)
        prove(request, link.user, link.email)
        if answer:
            answer(link.user)
    browser.forget(request)
    if request.user.is_authenticated and not browser.is_signed_in_as(request, link.user):
        logout(request)
    # As after a code of allauth's own: it is not asked for once more.
    record_authentication(request, link.user, method="code", email=link.email)
    where = link.next_path or None
    if is_new:
        return complete_signup(request, link.user, "optional", where)
    return perform_login(request, link.user, redirect_url=where, email=link.email)


def prove(request: HttpRequest, user: Any, email: str) -> None:
    """Whoever reads the mail owns the address: allauth hears of it, once.

    What was set up while nobody had proved the address may be a stranger's, who waits in the account for its owner:
    they are shut out.
    """
    address, _made = EmailAddress.objects.get_or_create(
        user=user, email=email.lower(), defaults={"primary": not EmailAddress.objects.filter(user=user, primary=True)}
    )
    if address.verified:
        return
    if strangers.is_first(address):
        strangers.shut_out(user)
    if not get_adapter(request).confirm_email(request, address):
        raise sign_in.LinkDead


def confirm(request: HttpRequest, link: SignInLink) -> HttpResponse:
    """Use the link up and write into this session that its person has just been confirmed. Raises ``LinkDead``."""
    link = sign_in.use_up(link)
    browser.forget(request)
    record_authentication(request, link.user, method="code", email=link.email, reauthenticated=True)
    return HttpResponseRedirect(link.next_path or get_login_redirect_url(request))
