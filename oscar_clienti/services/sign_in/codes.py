"""The short code of the e-mail, typed into the browser that asked."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from ... import conf
from ...models import SignInLink
from .. import tokens
from .looking import LinkDead, alive


def by_code(code: str, *, requester: str, email: str) -> SignInLink | None:
    """Return the good link with this code among those that this browser asked for, ``None`` for a wrong code.

    Every try is counted on each of them before it is looked at, so that tries made at once count as well. Whoever
    asked twice may type the code of either e-mail.

    Raises ``LinkDead`` when no try is left: ask for another link.
    """
    rows = _open(requester, email)
    tried = [link.pk for link in rows]
    if not rows.filter(pk__in=tried).update(tries=F("tries") + 1):
        raise LinkDead
    for link in SignInLink.objects.filter(pk__in=tried).select_related("user"):
        if constant_time_compare(link.code_hash, tokens.hash_code(code, link.pk)) and alive(link):
            return link
    return None


def _open(requester: str, email: str) -> QuerySet[SignInLink]:
    """Also those that were never armed: a code for an address without a link is wrong in the same way."""
    rows = SignInLink.objects.filter(requester=tokens.hash_token(requester), used_at=None, voided_at=None)
    since = timezone.now() - timedelta(seconds=conf.get("SIGN_IN_LINK_SECONDS"))
    recent = rows.filter(asked_at__gte=since, tries__lt=conf.get("SIGN_IN_CODE_TRIES"))
    return recent.filter(email__iexact=email)
