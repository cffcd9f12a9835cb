"""How every change of one customer begins and ends; called inside the transaction of the change."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from ..models import Customer
from . import activity, rights, sync
from .conflicts import Conflict

Changes = Mapping[str, tuple[Any, Any]]


def begin(customer: Customer, *, by: Any, right: str, version: int | None = None) -> Customer:
    """Return the customer as the row is now, held until the end of the transaction, with its user.

    Raises ``Conflict`` when the row is newer than ``version``, which the editor saw; ``PermissionDenied`` without the
    right, and for staff, superusers, partners and deleted accounts – looking at the user too, because somebody may have
    become staff a moment ago.
    """
    rights.require(by, right)
    current = Customer.objects.select_for_update().get(pk=customer.pk)
    rights.require_reachable(current)
    # Any of three kinds of user; "partners" is Oscar's.
    user: Any = get_user_model()._default_manager.select_for_update().get(pk=customer.pk)
    current.user = user
    if rights.works_here(user):
        raise PermissionDenied(_("This account can't be changed here."))
    if version is not None and version != current.version:
        raise Conflict(current, version)
    return current


def finish(
    customer: Customer, kind: str, *, by: Any, changes: Changes | None = None, facts: Mapping[str, Any] | None = None
) -> Customer:
    """Count the change, write it down, rebuild the copies; return the customer as the row is now."""
    Customer.objects.filter(pk=customer.pk).update(version=F("version") + 1)
    activity.record(customer, kind, by=by, changes=changes, facts=facts)
    sync.refresh([customer.pk])
    return Customer.objects.select_related("group").get(pk=customer.pk)


def text(value: Any) -> str:
    """Return ``value`` without blanks around it; raises ``ValidationError`` for NUL, which PostgreSQL can't keep."""
    value = "" if value is None else str(value)
    if "\x00" in value:
        raise ValidationError(_("This text has a character that can't be kept."), code="null_character")
    return value.strip()


def clean(instance: Any, names: Mapping[str, Any] | set[str] | list[str]) -> None:
    """Let the model check the fields ``names`` and no other: what was wrong before must not stop this change.

    Raises ``ValidationError`` with the messages of each field.
    """
    instance.clean_fields(exclude={field.name for field in instance._meta.fields} - set(names))
