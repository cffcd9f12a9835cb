"""Using a link up: once, whoever else presses the button at the same moment."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from ... import signals, sources
from ...models import Customer, SignInLink
from .. import activity, customers
from ..customers import email_locks
from .looking import LinkDead, alive
from .sweeping import revoke


@transaction.atomic
def use_up(link: SignInLink) -> SignInLink:
    """Take the link and return it with its user, who may come in now; other links of theirs die with it.

    A link for somebody new opens the account, without a password.

    Raises ``LinkDead`` when it is used, too old, or the account has changed.
    """
    email_locks.hold([link.email])
    user = _hold(link.user_id)
    # As it is now, not as somebody read it before they waited.
    current = SignInLink.objects.select_for_update().get(pk=link.pk)
    current.user = user
    if not alive(current) or not _take(current):
        raise LinkDead
    if current.purpose == SignInLink.Purpose.SIGN_UP:
        current.user = _open_account(current)
        current.save(update_fields=["user"])
    if current.purpose != SignInLink.Purpose.STEP_UP:
        revoke(current.user)
    customer = Customer.objects.filter(pk=current.user_id).first()
    activity.record(customer, "sign_in.link_used", by=current.user)
    signals.sign_in_link_used.send(sender=SignInLink, link=current, customer=customer, by=current.user)
    return current


def _hold(user_id: int | None) -> Any | None:
    if user_id is None:
        return None
    Customer.objects.select_for_update().filter(pk=user_id).first()
    user = get_user_model()._default_manager.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise LinkDead
    return user


def _take(link: SignInLink) -> bool:
    """The one statement that decides who was first."""
    now = timezone.now()
    unused = SignInLink.objects.filter(pk=link.pk, used_at=None, voided_at=None, expires_at__gt=now)
    link.used_at = now
    return unused.update(used_at=now) == 1


def _open_account(link: SignInLink) -> Any:
    try:
        customer = customers.create(email=link.email, by=None, source=sources.REGISTRATION.key, language=link.language)
    except customers.EmailTaken as error:
        raise LinkDead from error
    return customer.user
