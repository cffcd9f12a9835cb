"""Tags: what may be done with them, and putting them on people."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from .. import signals
from ..models import Customer, Tag
from . import activity, labels, rights, sync

DEFAULT_COLOUR = Tag._meta.get_field("colour").default
_Worn = Customer.tags.through


def create(*, name: str, by: Any, description: str = "", colour: str = DEFAULT_COLOUR) -> Tag:
    """Make a tag at the end of the row.

    Needs ``manage_tags``. Raises ``PermissionDenied``, ``ValidationError`` (a name that exists, a wrong colour).
    """
    return labels.create(Tag, by=by, name=name, description=description, colour=colour)


@transaction.atomic
def update(tag: Tag, *, by: Any, **fields: Any) -> Tag:
    """Change ``name``, ``description`` or ``colour``; the slug stays. Returns the tag afresh.

    Needs ``manage_tags``. Raises ``PermissionDenied``, ``ValidationError``, ``TypeError`` for unknown fields.
    """
    labels.require(tag, by)
    if fields.get("name", tag.name) != tag.name:
        labels.hold(labels.pks_of(tag.customers.all()))
    (stored,) = labels.locked(Tag, tag)
    before = stored.name_key
    tag = labels.update(stored, by=by, **fields)
    if tag.name_key != before:
        _refresh(labels.pks_of(tag.customers.all()))
    return tag


def reorder(ids: Iterable[int], *, by: Any) -> list[Tag]:
    """Put the tags with these ids first, in this order; the others follow. Needs ``manage_tags``."""
    return labels.reorder(Tag, ids, by=by)


def delete(tag: Tag, *, move_to: Tag | None = None, by: Any) -> int:
    """Take ``tag`` off everybody and delete it; those who wore it get ``move_to``. Returns how many they were.

    Needs ``manage_tags``. Raises ``PermissionDenied``, ``ValidationError`` when either is gone or both are one.
    """
    return _dissolve(tag, move_to, "tag.deleted", by)


def merge(tag: Tag, *, into: Tag, by: Any) -> int:
    """Put ``into`` on everybody who wears ``tag`` and delete it. Returns how many they were.

    Needs ``manage_tags``. Raises ``PermissionDenied``, ``ValidationError`` when either is gone or both are one.
    """
    return _dissolve(tag, into, "tag.merged", by)


@transaction.atomic
def change(
    customers: Iterable[Customer], *, add: Iterable[Tag] = (), remove: Iterable[Tag] = (), by: Any
) -> list[Customer]:
    """Put the tags of ``add`` on and take those of ``remove`` off; returns fresh copies of those who changed.

    Accounts of staff and partners and deleted ones are left out. Needs ``change_customer``. Raises
    ``PermissionDenied``, ``ValidationError`` when a tag is gone or stands on both sides.
    """
    rights.require(by, "change_customer")
    add, remove, pks = list(add), list(remove), labels.pks_of(customers)
    labels.hold(pks)
    held = labels.locked(Tag, *add, *remove)
    add, remove = held[: len(add)], held[len(add) :]
    if set(add) & set(remove):
        raise ValidationError(_("The same tag can't be put on and taken off at once."))
    return _change(pks, add, remove, by, announce=True)


def sizes() -> dict[int, labels.Size]:
    """Return how many customers wear each tag, in one query; tags that nobody wears are not named."""
    worn = _Worn.objects.filter(customer__state__in=Customer.REACHABLE).order_by()
    return labels.sizes(worn.values_list("tag", "customer__state").annotate(Count("pk")))


def _change(pks: Sequence[int], add: Sequence[Tag], remove: Sequence[Tag], by: Any, announce: bool) -> list[Customer]:
    everything, changed = Tag.objects.in_bulk(), []
    for batch in labels.batches(pks):
        found = Customer.objects.shoppers().filter(pk__in=batch).order_by("pk")
        worn = _worn_by(batch, everything)
        for customer in found:
            had = worn.get(customer.pk, [])
            on, off = [t for t in add if t not in had], [t for t in remove if t in had]
            if on or off:
                changed.append((customer, had, on, off))
    _write(changed, add, remove)
    activity.record_many(((c, {"tags": _names(had, on, off)}) for c, had, on, off in changed), "tags.changed", by=by)
    _refresh([customer.pk for customer, *_rest in changed])
    for customer, _had, on, off in changed if announce else ():
        signals.customer_tags_changed.send(sender=Customer, customer=customer, added=on, removed=off, by=by)
    return [customer for customer, *_rest in changed]


def _worn_by(pks: Sequence[int], tags: dict[int, Tag]) -> dict[int, list[Tag]]:
    worn: dict[int, list[Tag]] = {}
    for customer, tag in _Worn.objects.filter(customer_id__in=pks).values_list("customer_id", "tag_id"):
        worn.setdefault(customer, []).append(tags[tag])
    return worn


def _write(changed: Sequence[tuple], add: Sequence[Tag], remove: Sequence[Tag]) -> None:
    rows = [_Worn(customer_id=customer.pk, tag_id=tag.pk) for customer, _had, on, _off in changed for tag in on]
    _Worn.objects.bulk_create(rows, ignore_conflicts=True, batch_size=labels.BATCH)
    for batch in labels.batches([customer.pk for customer, *_rest in changed]):
        if remove:
            _Worn.objects.filter(customer_id__in=batch, tag__in=remove).delete()
        Customer.objects.filter(pk__in=batch).update(version=F("version") + 1)
    for customer, *_rest in changed:
        customer.version += 1


def _names(had: Sequence[Tag], on: Sequence[Tag], off: Sequence[Tag]) -> tuple[list[str], list[str]]:
    after = [tag for tag in had if tag not in off] + list(on)
    return sorted(tag.name for tag in had), sorted(tag.name for tag in after)


@transaction.atomic
def _dissolve(tag: Tag, target: Tag | None, kind: str, by: Any) -> int:
    labels.require(tag, by)
    labels.hold(labels.pks_of(tag.customers.all()))
    tag, target = labels.two(Tag, tag, target)
    pks = labels.pks_of(tag.customers.shoppers())
    announce = len(pks) <= labels.FEW
    for batch in labels.batches(pks):
        _change(batch, [target] if target else [], [tag], by, announce=announce)
    facts = {"tag": tag.pk, "name": tag.name, "moved_to": target, "customers": len(pks)}
    activity.record(None, kind, by=by, facts=facts)
    signals.tag_deleted.send(sender=Tag, tag=tag, moved_to=target, by=by)
    # By a query, so that tag keeps its key for those who look at it after the transaction.
    Tag.objects.filter(pk=tag.pk).delete()
    return len(pks)


def _refresh(pks: Sequence[int]) -> None:
    """Keep ``tag_key`` true, by which the list sorts."""
    sync.refresh(pks, create=False)
