"""Passwords: a link by which the customer chooses one, or – where the shop allows it – one that staff chooses."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import conf, signals
from ..models import Customer
from . import activity, editing, in_person, letters

# Without letters and digits that people mistake for each other.
_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def generate() -> str:
    """Return a new random password: four groups of four characters, which can be read out on the phone (92 bits)."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _letter in range(4)) for _group in range(4))


def set(customer: Customer, *, password: str, by: Any) -> Customer:
    """Give the customer this password; every session of theirs ends. Needs ``set_customer_password``.

    Raises ``PermissionDenied`` (also where ``STAFF_SET_PASSWORDS`` is off), ``ValidationError`` by Django's validators.
    """
    if not conf.get("STAFF_SET_PASSWORDS"):
        raise PermissionDenied(_("In this shop customers choose their passwords themselves."))
    with transaction.atomic():
        current = editing.begin(customer, by=by, right="set_customer_password")
        _require_good(password, current)
        current.user.set_password(password)
        current.user.save(update_fields=["password"])
        activity.record(current, "password.set", by=by)
        signals.customer_password_set.send(sender=Customer, customer=current, by=by)
    return current


@contextmanager
def choosing(user: Any) -> Iterator[None]:
    """Write down that ``user`` chooses another password inside, in one transaction with it."""
    with in_person.held(user) as customer:
        yield
        if customer is not None:
            activity.record(customer, "password.changed", by=user)


def chosen(user: Any) -> None:
    """Write down that ``user`` has just chosen another password."""
    with choosing(user):
        pass


def send_link(customer: Customer, *, by: Any) -> str:
    """Send the customer a link for choosing a password, and return the address it went to. Needs ``change_customer``.

    Also to people who have no password yet, whom Oscar's own page leaves out in silence. When this returns, the mail
    server has taken the e-mail.

    Raises ``PermissionDenied``, and ``ValidationError`` that says why nothing was sent.
    """
    with transaction.atomic():
        current = editing.begin(customer, by=by, right="change_customer")
        address = current.user.email
        if not current.user.is_active:
            raise ValidationError(
                _("Nothing was sent: %(customer)s is inactive and could not sign in. Activate them first.")
                % {"customer": current},
                code="inactive",
            )
        if not address:
            raise ValidationError(_("Nothing was sent: this customer has no e-mail address."), code="no_address")
        _send(current)
        activity.record(current, "password.link_sent", by=by)
    return address


def _send(customer: Customer) -> None:
    context = {"reset_url": _link(customer), "has_password": customer.user.has_usable_password()}
    with letters.or_say_so():
        letters.send("choose_password", to=customer.user.email, customer=customer, context=context)


def _link(customer: Customer) -> str:
    from oscar.apps.customer.utils import get_password_reset_url

    with letters.speaking(letters.language_for(customer)):
        return letters.absolute(get_password_reset_url(customer.user))


def _require_good(password: str, customer: Customer) -> None:
    if "\x00" in password or len(password) > 1024:
        raise ValidationError({"password": _("This password can't be used.")}, code="invalid")
    try:
        validate_password(password, customer.user)
    except ValidationError as error:
        raise ValidationError({"password": error}) from error
