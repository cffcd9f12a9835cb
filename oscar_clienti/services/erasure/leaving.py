"""A customer deletes their own account: a last e-mail says so; who has no password proves by a link who they are."""

import logging
from typing import Any

from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Customer
from .. import activity, letters
from .erasing import erase
from .planning import plan

logger = logging.getLogger("oscar_clienti.erasure")

LINK_SECONDS = 60 * 60
# So long nobody is sent a second link.
PAUSE_SECONDS = 60
_SALT = "oscar_clienti.leave"
LINK_SENT = activity.kinds.register(
    activity.Kind("customer.erasure_link_sent", gettext_lazy("Link for deleting the account sent"))
)


def leave(customer: Customer, *, by: Any) -> Customer:
    """Delete the account at its owner's own wish, and confirm it to the address that they had.

    The caller has made sure of who it is. Raises ``PermissionDenied`` for anybody else, staff and partners.
    """
    if by is None or by.pk != customer.pk:
        raise PermissionDenied(_("Only its owner can delete an account here."))
    with transaction.atomic():
        before = Customer.objects.get(pk=customer.pk)
        effects = plan([before]).total
        left = erase(customer, by=by)
        facts = {"orders": effects.orders, "open_orders": effects.open_orders}
        transaction.on_commit(lambda: _say_goodbye(before, facts))
    return left


def send_link(customer: Customer, *, by: Any) -> str:
    """Send the customer the link that stands in for a password on the page that deletes; returns where it went.

    Raises ``PermissionDenied`` for anybody else, ``ValidationError`` when one was sent a moment ago or none could be.
    """
    if by is None or by.pk != customer.pk or not customer.is_reachable:
        raise PermissionDenied(_("Only its owner can delete an account here."))
    if not by.email:
        raise ValidationError(_("Your account has no e-mail address: ask the shop."), code="no_address")
    if not cache.add(f"oscar_clienti.leave.{customer.pk}", 1, PAUSE_SECONDS):
        raise ValidationError(_("A link was sent a moment ago. Look into your mailbox first."), code="too_soon")
    with transaction.atomic():
        activity.record(customer, LINK_SENT.key, by=by)
        _send(customer, by)
    return str(by.email)


def link_holds(token: str, user: Any) -> bool:
    """Was ``token`` sent to this very person at the address that they have today, less than an hour ago?"""
    try:
        said = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return False
    return said == _about(user)


def _about(user: Any) -> list[str]:
    """With the password's mark, so that a link dies when a password was chosen."""
    return [str(user.pk), user.email, user.get_session_auth_hash()]


def _send(customer: Customer, user: Any) -> None:
    with letters.speaking(letters.language_for(customer)):
        page = letters.absolute(reverse("customer:profile-delete"))
    link = f"{page}?token={signing.dumps(_about(user), salt=_SALT)}"
    try:
        with letters.or_say_so():
            letters.send("leave", to=user.email, customer=customer, context={"leave_url": link})
    except ValidationError:
        cache.delete(f"oscar_clienti.leave.{customer.pk}")
        raise


def _say_goodbye(customer: Customer, facts: dict[str, int]) -> None:
    """The account is gone whether or not this arrives."""
    if not customer.email:
        return
    try:
        letters.send("goodbye", to=customer.email, customer=customer, context=facts)
    except Exception as error:  # Of whatever mail backend the shop has.
        logger.warning("A goodbye could not be sent: %s", type(error).__name__)
