"""What we react to of allauth's doings, and what allauth has to know of ours."""

from typing import Any

from allauth.account import signals as allauth_signals
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from oscar.apps.customer import signals as oscar_signals

from .. import sources
from ..services import arrivals
from ..signals import customer_email_changed
from . import email_addresses, own_acts, social, strangers


def connect() -> None:
    """Called once by ``apps.py``."""
    for signal, receiver in (
        (allauth_signals.user_signed_up, signed_up),
        (allauth_signals.user_logged_in, logged_in),
        (allauth_signals.email_confirmed, address_proven),
        (allauth_signals.password_reset, password_reset),
        (customer_email_changed, address_changed),
    ):
        signal.connect(receiver, dispatch_uid=f"oscar_clienti.accounts.{receiver.__name__}")
    own_acts.connect()


def signed_up(sender: Any, request: Any, user: Any, sociallogin: Any = None, **kwargs: Any) -> None:
    """Oscar's own signal, for whoever listens to it; it doesn't know of social accounts."""
    if sociallogin is not None:
        arrivals.arrived(user.pk, source=sources.SOCIAL, language=get_language() or "")
    oscar_signals.user_registered.send_robust(sender=sender, request=request, user=user)


def logged_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """The same; and a social account may have waited for this person to prove who they are."""
    oscar_signals.user_logged_in.send_robust(sender=sender, request=request, user=user, old_session_key=None)
    social.connect_what_waits(request, user)


def address_proven(sender: Any, request: Any, email_address: Any, **kwargs: Any) -> None:
    """By allauth's own mail, which may lie in the mailbox of somebody who never registered here."""
    user = email_address.user
    if strangers.is_first(email_address) and not strangers.is_in_person(request, user) and user.has_usable_password():
        strangers.shut_out(user)
        messages.info(request, _("For your safety the password is gone: choose a new one, or sign in by a link."))


def password_reset(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Whoever chose the new password read the mail; what others set up in this account must not let them in."""
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        strangers.shut_out(user, keep_password=True)


def address_changed(sender: Any, customer: Any, old: str, new: str, **kwargs: Any) -> None:
    email_addresses.follow(customer.user, old=old, new=new)
