"""Writing down what was done; called by every other service inside its own transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Activity, Customer
from ..registries import Registry
from .rights import name_of


@dataclass(frozen=True)
class Kind:
    """What an activity row is about: ``key`` is stored as ``Activity.kind``, ``label`` is read by the merchant."""

    key: str
    label: str | Promise


kinds: Registry[Kind] = Registry("activity kind")

for _key, _label in {
    "customer.created": _("Customer added"),
    "customer.changed": _("Details changed"),
    "customer.email_changed": _("E-mail address changed"),
    "customer.activated": _("Activated"),
    "customer.deactivated": _("Deactivated"),
    "customer.erased": _("Account deleted"),
    "password.set": _("Password changed by staff"),
    "password.link_sent": _("Password link sent"),
    "address.added": _("Address added"),
    "address.changed": _("Address changed"),
    "address.deleted": _("Address deleted"),
    "group.assigned": _("Group changed"),
    "group.created": _("Group created"),
    "group.changed": _("Group edited"),
    "group.merged": _("Groups merged"),
    "group.deleted": _("Group deleted"),
    "tags.changed": _("Tags changed"),
    "tag.created": _("Tag created"),
    "tag.changed": _("Tag edited"),
    "tag.merged": _("Tags merged"),
    "tag.deleted": _("Tag deleted"),
    "consent.granted": _("Marketing consent given"),
    "consent.withdrawn": _("Marketing consent withdrawn"),
    "consent.requested": _("Marketing consent asked for"),
    "consent.readdressed": _("Marketing consent follows the new address"),
}.items():
    kinds.register(Kind(_key, _label))


def record(
    customer: Customer | None,
    kind: str,
    *,
    by: Any,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Activity:
    """Write one row. ``changes`` maps a field name to (old, new); ``by`` is ``None`` for the shop itself.

    Raises ``KeyError`` when ``kind`` is not registered.
    """
    return Activity.objects.create(**_row(customer, kind, by, changes or {}, facts or {}))


def record_many(rows: Iterable[tuple[Customer, Mapping[str, tuple[Any, Any]]]], kind: str, *, by: Any) -> None:
    """Write one row for each ``(customer, changes)``, in few statements."""
    Activity.objects.bulk_create(
        [Activity(**_row(customer, kind, by, changes, {})) for customer, changes in rows], batch_size=1000
    )


def _row(customer: Customer | None, kind: str, by: Any, changes: Mapping, facts: Mapping) -> dict[str, Any]:
    return {
        "customer": customer,
        "kind": kinds[kind].key,
        "by": by,
        "by_name": name_of(by),
        "changes": {field: [_plain(old), _plain(new)] for field, (old, new) in changes.items()},
        "facts": {name: _plain(value) for name, value in facts.items()},
    }


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: names for objects, ISO for dates, at most 1,000 characters of text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | models.Model):
        return str(value)
    return str(value)[:1000]
