"""What the session of a browser remembers of a link: never a token, never a code."""

import secrets
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from ...models import SignInLink
from ...services import tokens

_SECRET, _WAITING, _OPENED = "clienti_link_secret", "clienti_link_waiting", "clienti_link_opened"


def secret(request: HttpRequest) -> str:
    """What only this session knows; by its hash a link knows the browser that asked."""
    if _SECRET not in request.session:
        request.session[_SECRET] = secrets.token_urlsafe(16)
    return request.session[_SECRET]


def asked_for(request: HttpRequest, link: SignInLink) -> bool:
    """Did this browser ask for the link?"""
    known = request.session.get(_SECRET, "")
    return known != "" and tokens.hash_token(known) == link.requester


def wait(request: HttpRequest, link: SignInLink) -> None:
    request.session[_WAITING] = {"email": link.email, "purpose": link.purpose, "next": link.next_path}


def waiting(request: HttpRequest) -> dict[str, str] | None:
    """For which address this browser waits, or ``None``."""
    return request.session.get(_WAITING)


def remember_opened(request: HttpRequest, link: SignInLink) -> None:
    """The token was shown: from here on the row's number is enough, in this session alone."""
    request.session[_OPENED] = link.pk


def opened(request: HttpRequest) -> SignInLink | None:
    pk = request.session.get(_OPENED)
    return SignInLink.objects.select_related("user").filter(pk=pk).first() if pk else None


def forget(request: HttpRequest) -> None:
    for key in (_WAITING, _OPENED):
        request.session.pop(key, None)


def next_path(request: HttpRequest) -> str:
    """The place to go back to, as a path of this shop, or nothing.

    Neither another host nor a scheme, and nothing that a browser might read as one. When both the address and the form
    name a place, each must be one of ours and the form's counts.
    """
    named = [source.get("next", "") for source in (request.GET, request.POST)]
    return next((place for place in reversed(named) if place), "") if all(map(_is_ours, filter(None, named))) else ""


def is_signed_in_as(request: HttpRequest, user: Any) -> bool:
    return request.user.is_authenticated and request.user.pk == user.pk


def _is_ours(place: str) -> bool:
    plain = place.startswith("/") and not any(ord(letter) < 33 or letter == "\\" for letter in place)
    return plain and len(place) <= 500 and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
