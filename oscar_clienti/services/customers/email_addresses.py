"""The address by which a customer signs in: one spelling, one owner, and a change that nobody can miss."""

import unicodedata
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ... import conf, signals
from ...models import Customer
from .. import consents, editing, in_person, letters
from . import email_locks


class EmailTaken(ValidationError):
    """The address belongs to somebody; ``customer`` is who, or ``None`` where we may not say (staff, partners)."""

    def __init__(self, customer: Customer | None) -> None:
        self.customer = customer
        message = _("This address can't be used.")
        if customer is not None:
            message = _("%(customer)s has this address already.") % {"customer": customer}
        super().__init__({"email": ValidationError(message, code="taken")})


def normalise(email: str) -> str:
    """Return the address as it is stored: composed letters (NFKC), no blanks around, the domain in lower case.

    Raises ``ValidationError`` when it is none.
    """
    email = editing.text(email)
    email = (email if email.isascii() else unicodedata.normalize("NFKC", email)).strip()
    local, at, domain = email.rpartition("@")
    email = f"{local}{at}{domain.lower()}"
    try:
        validate_email(email)
        if len(email) > 254:
            raise ValidationError(_("This address is too long."), code="max_length")
    except ValidationError as error:
        raise ValidationError({"email": error}) from error
    return email


def require_free(email: str, *, but: int | None = None) -> None:
    """Raise ``EmailTaken`` when anybody, staff too, has the address in any case; ``but`` is whose own it may be."""
    others = get_user_model()._default_manager.filter(email__iexact=email)
    owners = (others if but is None else others.exclude(pk=but)).order_by("pk")
    for owner in owners[:1]:
        raise EmailTaken(Customer.objects.shoppers().filter(pk=owner.pk, user__is_staff=False).first())


def change_email(customer: Customer, *, email: str, by: Any) -> Customer:
    """Give the customer another address, under which they sign in from now on. Needs ``change_customer_email``.

    Marketing consent belongs to the address, so the new one is asked again. Both addresses are told by e-mail.
    Links sent for choosing a password die with the old address.

    Raises ``PermissionDenied``, ``EmailTaken``, ``ValidationError`` (no address).
    """
    email = normalise(email)
    with transaction.atomic():
        # Before the customer's row, as an import does: two who wait for each other would both fail.
        email_locks.hold([email])
        current = editing.begin(customer, by=by, right="change_customer_email")
        old = current.user.email
        if email == old:
            return current
        require_free(email, but=current.pk)
        _write(current.user, email)
        editing.finish(current, "customer.email_changed", by=by, changes={"email": (old, email)})
        consents.readdress(current, by=by)
        current = Customer.objects.select_related("group", "user").get(pk=current.pk)
        _announce(current, old, email, by)
    return current


def changed_in_person(user: Any, *, old: str) -> None:
    """Write down that ``user`` has another address than ``old``, by their own doing; another spelling is the same one.

    For the doors by which shoppers change it themselves: whom they tell and what they ask is theirs.
    """
    if email_locks.canonical(old) == email_locks.canonical(user.email):
        return
    with in_person.held(user) as customer:
        if customer is not None:
            editing.finish(customer, "customer.email_changed", by=user, changes={"email": (old, user.email)})


def _write(user: Any, email: str) -> None:
    changed, name = ["email"], user.USERNAME_FIELD
    if name != "email" and user.get_username() == user.email:
        # A shop that uses the address as the name to sign in with.
        setattr(user, name, email)
        changed.append(name)
        user.clean_fields(exclude={field.name for field in user._meta.fields} - {name})
        if type(user)._default_manager.filter(**{name: email}).exclude(pk=user.pk).exists():
            raise EmailTaken(None)
    user.email = email
    user.save(update_fields=changed)


def _announce(customer: Customer, old: str, new: str, by: Any) -> None:
    if function := conf.get("ON_EMAIL_CHANGED"):
        import_string(function)(customer.user, old, new)
    signals.customer_email_changed.send(sender=Customer, customer=customer, old=old, new=new, by=by)
    for address in filter(None, (old, new)):
        transaction.on_commit(partial(_tell, customer, address, new), robust=True)


def _tell(customer: Customer, address: str, new: str) -> None:
    letters.send("email_changed", to=address, customer=customer, context={"new_email": new, "is_new": address == new})
