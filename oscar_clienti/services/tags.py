"""Tags: what may be done with them, and putting them on people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from .. import signals
from ..models import Customer, Tag
from . import activity, labels, many, sync

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
        labels.hold(many.pks_of(tag.customers.all()))
    (stored,) = labels.locked(Tag, tag)
    before = stored.name_key
    tag = labels.update(stored, by=by, **fields)
    if tag.name_key != before:
        _refresh(many.pks_of(tag.customers.all()))
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
def change(customers: many.Customers, *, add: Iterable[Tag] = (), remove: Iterable[Tag] = (), by: Any) -> list[int]:
    """Put the tags of ``add`` on and take those of ``remove`` off; returns the keys of those who changed.

    Accounts of staff and partners and deleted ones are left out. Needs ``change_customer``. Raises
    ``PermissionDenied``, ``ValidationError`` when a tag is gone or stands on both sides.
    """
    found = many.begin(customers, by=by, right="change_customer")
    add, remove = list(add), list(remove)
    held = labels.locked(Tag, *add, *remove)
    add, remove = held[: len(add)], held[len(add) :]
    if set(add) & set(remove):
        raise ValidationError(_("The same tag can't be put on and taken off at once."))
    return _change(list(found), add, remove, by, announce=True)


def sizes() -> dict[int, labels.Size]:
    """Return how many customers wear each tag, in one query; tags that nobody wears are not named."""
    worn = _Worn.objects.filter(customer__state__in=Customer.REACHABLE).order_by()
    return labels.sizes(worn.values_list("tag", "customer__state").annotate(Count("pk")))


@dataclass
class _Change:
    """What becomes of the tags of everybody who wears the same ones; ``after`` in the order of the database."""

    had: list[Tag]
    after: list[Tag]
    on: list[Tag]
    off: list[Tag]

    @property
    def key(self) -> str:
        """By which the list sorts."""
        return self.after[0].name_key if self.after else ""

    @cached_property
    def names(self) -> dict[str, tuple[list[str], list[str]]]:
        """Those before and those after, as the activity has them."""
        return {"tags": (sorted(tag.name for tag in self.had), sorted(tag.name for tag in self.after))}


def _change(pks: Sequence[int], add: Sequence[Tag], remove: Sequence[Tag], by: Any, announce: bool) -> list[int]:
    """Do it to customers who are held; returns the keys of those who changed."""
    changes = {pk: change for pk, change in _changes(pks, add, remove).items() if change.on or change.off}
    _write(changes, remove)
    activity.record_many(((pk, change.names) for pk, change in changes.items()), "tags.changed", by=by)
    for customer in many.afresh(list(changes), listening_to=signals.customer_tags_changed) if announce else ():
        change = changes[customer.pk]
        signals.customer_tags_changed.send(
            sender=Customer, customer=customer, added=[*change.on], removed=[*change.off], by=by
        )
    return list(changes)


def _changes(pks: Sequence[int], add: Sequence[Tag], remove: Sequence[Tag]) -> dict[int, _Change]:
    tags = {tag.pk: tag for tag in Tag.objects.order_by("name_key")}
    worn: dict[int, set[int]] = {pk: set() for pk in pks}
    for batch in many.batches(pks):
        rows = _Worn.objects.filter(many.Among("customer_id", batch))
        for customer, tag in rows.values_list("customer_id", "tag_id"):
            worn[customer].add(tag)
    known: dict[frozenset[int], _Change] = {}
    for had in {frozenset(had) for had in worn.values()}:
        after = (had | {tag.pk for tag in add}) - {tag.pk for tag in remove}
        known[had] = _Change(
            [tag for tag in tags.values() if tag.pk in had],
            [tag for tag in tags.values() if tag.pk in after],
            [tag for tag in add if tag.pk not in had],
            [tag for tag in remove if tag.pk in had],
        )
    return {pk: known[frozenset(had)] for pk, had in worn.items()}


def _write(changes: Mapping[int, _Change], remove: Sequence[Tag]) -> None:
    """Tags, and in the same statement the version and the key by which the list sorts."""
    rows = (_Worn(customer_id=pk, tag_id=tag.pk) for pk, change in changes.items() for tag in change.on)
    _Worn.objects.bulk_create(rows, ignore_conflicts=True, batch_size=many.BATCH)
    by_key: dict[str, list[int]] = {}
    for pk, change in changes.items():
        by_key.setdefault(change.key, []).append(pk)
    for batch in many.batches(list(changes)) if remove else ():
        _Worn.objects.filter(many.Among("customer_id", batch), tag__in=remove).delete()
    for key, pks in by_key.items():
        for batch in many.batches(pks):
            Customer.objects.filter(many.Among("pk", batch)).update(version=F("version") + 1, tag_key=key)


@transaction.atomic
def _dissolve(tag: Tag, target: Tag | None, kind: str, by: Any) -> int:
    labels.require(tag, by)
    labels.hold(many.pks_of(tag.customers.all()))
    tag, target = labels.two(Tag, tag, target)
    pks = many.pks_of(tag.customers.shoppers())
    announce = len(pks) <= labels.FEW
    for batch in many.batches(pks):
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
