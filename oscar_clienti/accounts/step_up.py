"""Pages that ask for more than a session: "has this person been confirmed a moment ago?"

For changing the e-mail address, fetching one's own data, deleting the account. Use it so, on a view for people who are
signed in::

    from oscar_clienti.accounts.step_up import recently_confirmed

    @method_decorator(recently_confirmed, name="dispatch")
    class DeleteAccountView(…)

Whoever has a second factor is asked for that, whoever has a password for it, by allauth's own pages. Whoever has
neither gets a fresh link and code by e-mail – allauth's ``reauthentication_required`` asks them nothing while their
address is unproved; that they came in by a link or code a moment ago is enough. Afterwards they are back at the page
that they wanted.
A confirmation lasts ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds (300).
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from ..services import sign_in
from . import second_factor
from .links import browser
from .links.views import LinkPage
from .links.words import mask

View = Callable[..., HttpResponseBase]


def recently_confirmed(view: View) -> View:
    """Let in who was confirmed a moment ago; send everybody else to where they can be, and then back."""
    by_allauth = reauthentication_required(view)

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if _has_more_than_mail(request):
            return by_allauth(request, *args, **kwargs)
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        return redirect(way(request, request.get_full_path()))

    return asking


def was_confirmed(request: HttpRequest) -> bool:
    """Would ``recently_confirmed`` let this person in?"""
    return did_recently_reauthenticate(request) if _has_more_than_mail(request) else is_confirmed(request)


def way(request: HttpRequest, back: str) -> str:
    """The address of the page that confirms this person and leads to ``back``."""
    name = "account_reauthenticate" if _has_more_than_mail(request) else "account_step_up"
    return f"{reverse(name)}?{urlencode({'next': back})}"


def _has_more_than_mail(request: HttpRequest) -> bool:
    """A password or a second factor. Mail alone is ours: allauth's code stands in the session as it was sent."""
    flows = get_reauthentication_flows(request.user)  # type: ignore[arg-type]
    return any(flow["id"] != "reauthenticate_by_code" for flow in flows)


def is_confirmed(request: HttpRequest) -> bool:
    """Did this person, in this session, prove a moment ago that they read the account's mail?"""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    proofs = [record["at"] for record in records if record.get("method") == "code"]
    return bool(proofs) and time.time() - proofs[-1] < app_settings.REAUTHENTICATION_TIMEOUT


class StepUpView(LinkPage):
    """Says what will happen, and mails link and code."""

    limit = "ask"

    def is_offered(self) -> bool:
        # Also where nobody signs in by link: people of a social account have no password either.
        return True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if elsewhere := self._elsewhere(request):
            return elsewhere
        user: Any = request.user
        context = {"next": browser.next_path(request), "address": mask(user.email)}
        return render(request, "oscar_clienti/accounts/links/step_up.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if elsewhere := self._elsewhere(request):
            return elsewhere
        user: Any = request.user
        link = sign_in.ask(
            user.email,
            requester=browser.secret(request),
            next_path=browser.next_path(request),
            language=get_language() or "",
            step_up_of=user,
        )
        browser.wait(request, link)
        return redirect("account_link_sent")

    def _elsewhere(self, request: HttpRequest) -> HttpResponse | None:
        """Mail confirms neither a visitor nor whoever has a second factor."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if second_factor.is_set_up(request.user):
            return redirect(way(request, browser.next_path(request)))
        return None
