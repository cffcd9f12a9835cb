"""Changing what we know of a customer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ... import signals
from ...models import Customer, Tag
from .. import baskets, consents, editing, groups, pictures, taxes
from .. import tags as tags_service
from ..vat import checks
from . import fields as own

LABELS = ("group", "group_until", "tags")


def update(customer: Customer, *, by: Any, version: int | None = None, **fields: Any) -> Customer:
    """Write own fields, names, ``group`` and ``tags`` (all of them); return the customer as it is then.

    ``group_until`` is the last day in the group; what is not named stays, but another group begins without one.

    Needs ``change_customer``; customers may say themselves who they are and whom invoices are for. ``version`` is that
    of the customer which the editor saw: if the row is newer, nothing is written. ``picture`` takes an uploaded file,
    or nothing to remove it.

    Raises ``PermissionDenied``, ``Conflict``, ``ValidationError``, ``TypeError`` for unknown fields.
    """
    labels = {name: fields.pop(name) for name in LABELS if name in fields}
    own.refuse_unknown(fields)
    with transaction.atomic():
        needs = _who_needs_a_right(customer, {**fields, **labels}, by)
        current = editing.begin(customer, by=needs, right="change_customer", version=version)
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


def _who_needs_a_right(customer: Customer, names: Iterable[str], by: Any) -> Any:
    """``by``, or nobody where a customer says of themselves what is theirs to say."""
    in_person = by is not None and by.pk == customer.pk and set(names) <= set(own.IN_PERSON)
    return None if in_person else by


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
    if "vat_number" in changes:
        checks.number_changed(customer)
    if "tax_exempt" in changes:
        taxes.clear([customer.pk], by=by)
        baskets.reprice([customer])


def _label(customer: Customer, labels: Mapping[str, Any], by: Any) -> None:
    group = labels.get("group", customer.group)
    until = labels.get("group_until", customer.group_until if group == customer.group else None)
    # Saving a form is no decision about the group: who came by a rule goes on being there by the rule.
    if (group, until) != (customer.group, customer.group_until):
        groups.assign([customer], group=group, until=until, by=by)
    if "tags" in labels:
        _tag(customer, labels["tags"], by)


def _tag(customer: Customer, wanted: Iterable[Tag], by: Any) -> None:
    wanted, worn = set(wanted), set(customer.tags.all())
    if wanted != worn:
        tags_service.change([customer], add=wanted - worn, remove=worn - wanted, by=by)
