"""Whose address is it, and may they come in by a link?"""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.crypto import salted_hmac

from ...models import Customer
from .. import rights
from ..customers import email_locks


def owner_of(email: str) -> Any | None:
    """Return the user to whom this address signs in, staff too; ``None`` where there is nobody, or more than one.

    Who has proved the address comes before whoever only wrote it down. An unproved second address signs in nobody:
    anybody could add somebody else's to their own account.
    """
    proved = _proved(email)
    if proved is not None:
        return proved
    rows = Customer.objects.filter(email_key__in=email_locks.keys_of(email)).select_related("user")
    # The databases fold accents; addresses are compared by us. Nor is a copy of an address the address itself.
    key = email_locks.canonical(email)
    users = [row.user for row in rows if email_locks.canonical(row.user.email) == key]
    return users[0] if len(users) == 1 else None


def is_known(email: str) -> bool:
    """Does the address stand in any account, be it one that never gets a link?"""
    key = email_locks.canonical(email)
    if _proved(email) is not None:
        return True
    rows = Customer.objects.filter(email_key__in=email_locks.keys_of(email)).select_related("user")
    if any(email_locks.canonical(row.user.email) == key for row in rows):
        return True
    return get_user_model()._default_manager.filter(email__iexact=email).exists()


def may_come_in(user: Any) -> bool:
    """Active customers alone: staff, superusers and partners sign in by password, and a second factor if they have one.

    What is left of a deleted account is nobody.
    """
    if not user.is_active or rights.works_here(user):
        return False
    return not Customer.objects.filter(pk=user.pk).exclude(state__in=Customer.REACHABLE).exists()


def stamp_of(user: Any) -> str:
    """What a link hangs on. Not the last sign-in: two links asked for in a hurry may both be good."""
    state = (user.pk, email_locks.canonical(user.email), user.password, user.is_active, user.is_staff)
    return salted_hmac("oscar_clienti.sign_in.stamp", repr((*state, user.is_superuser)), algorithm="sha256").hexdigest()


def _proved(email: str) -> Any | None:
    if not apps.is_installed("allauth.account"):
        return None
    # allauth writes addresses in lower case.
    rows = apps.get_model("account", "EmailAddress")._default_manager.filter(verified=True, email=email.lower())
    key = email_locks.canonical(email)
    users = [row.user for row in rows.select_related("user") if email_locks.canonical(row.email) == key]
    return users[0] if len(users) == 1 else None
