"""Changing what we know of a customer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ... import signals
from ...models import Customer, Tag
from .. import consents, editing, groups, pictures
from .. import tags as tags_service
from . import fields as own
from .conflicts import Conflict

LABELS = ("group", "tags")


def update(customer: Customer, *, by: Any, version: int | None = None, **fields: Any) -> Customer:
    """Write own fields, names, ``group`` and ``tags`` (all of them); return the customer as it is then.

    Needs ``change_customer``. ``version`` is that of the customer which the editor saw: if the row is newer, nothing
    is written. ``picture`` takes an uploaded file, or nothing to remove it.

    Raises ``PermissionDenied``, ``Conflict``, ``ValidationError``, ``TypeError`` for unknown fields.
    """
    labels = {name: fields.pop(name) for name in LABELS if name in fields}
    own.refuse_unknown(fields)
    with transaction.atomic():
        current = editing.begin(customer, by=by, right="change_customer")
        if version is not None and version != current.version:
            raise Conflict(current, version)
        old_picture = current.picture.name or ""
        changes = _write(current, fields)
        _label(current, labels, by)
        if changes:
            editing.finish(current, "customer.changed", by=by, changes=changes)
            _follow_up(current, changes, old_picture, by)
        current = Customer.objects.select_related("group", "user").get(pk=current.pk)
        if changes:
            signals.customer_changed.send(sender=Customer, customer=current, changes=changes, by=by)
    return current


def _write(customer: Customer, fields: Mapping[str, Any]) -> own.Changes:
    names, rest = own.split(fields)
    user_changes, changes = own.assign(customer.user, names), own.assign(customer, rest)
    if user_changes:
        customer.user.save(update_fields=list(user_changes))
    if changes:
        customer.save(update_fields=list(changes))
    return {**user_changes, **changes}


def _follow_up(customer: Customer, changes: own.Changes, old_picture: str, by: Any) -> None:
    if "picture" in changes:
        pictures.discard(old_picture)
    if "phone" in changes:
        # Consent to messages belongs to the number.
        consents.readdress(customer, by=by)


def _label(customer: Customer, labels: Mapping[str, Any], by: Any) -> None:
    if "group" in labels:
        groups.assign([customer], group=labels["group"], by=by)
    if "tags" in labels:
        _tag(customer, labels["tags"], by)


def _tag(customer: Customer, wanted: Iterable[Tag], by: Any) -> None:
    wanted, worn = set(wanted), set(customer.tags.all())
    if wanted != worn:
        tags_service.change([customer], add=wanted - worn, remove=worn - wanted, by=by)
