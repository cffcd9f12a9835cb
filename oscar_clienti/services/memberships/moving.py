"""Putting people into a group and out of it: group, last day and origin are written here and nowhere else."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import signals
from ...models import Customer, CustomerGroup
from .. import activity, baskets, many


class Standing(NamedTuple):
    """Somebody's membership: the group, its last day, and whether a rule put them there."""

    group: CustomerGroup | None
    until: date | None = None
    by_rule: bool = False


NOWHERE = Standing(None)


def check(group: CustomerGroup | None, until: date | None) -> None:
    """Raise ``ValidationError`` for a last day without a group, and for one that has passed."""
    if until is None:
        return
    if group is None:
        raise ValidationError({"group_until": _("A last day needs a group: choose one.")}, code="no_group")
    if until < timezone.localdate():
        raise ValidationError({"group_until": _("This day has passed already.")}, code="past")


def move(held: Sequence[int], to: Standing, kind: str, *, by: Any) -> list[int]:
    """Put these customers, whose rows the caller holds, where ``to`` says; returns the keys of those who stood
    elsewhere. Open baskets are priced anew, ``kind`` is written down, and whoever listens is told.
    """
    old = {pk: standing for pk, standing in standings(held).items() if standing != to}
    pks = list(old)
    for batch in many.batches(pks):
        Customer.objects.filter(many.Among("pk", batch)).update(
            group=to.group,
            group_key=_key(to.group),
            group_until=to.until,
            group_by_rule=to.by_rule,
            version=F("version") + 1,
        )
    _record(old, dict.fromkeys(pks, to), kind, by)
    baskets.reprice(pks)
    _announce(old, to, by)
    return pks


def hand_over(held: Sequence[int], target: CustomerGroup | None, *, by: Any) -> None:
    """Their group is about to go: put them into ``target`` with their last days, or into none, where those go too.

    Open baskets are not priced anew: offers and price lists of the group go first.
    """
    fields: dict[str, Any] = {"group": target, "group_key": _key(target)}
    if target is None:
        fields |= {"group_until": None, "group_by_rule": False}
    for batch in many.batches(held):
        old = standings(batch)
        new = {pk: standing._replace(group=target) if target else NOWHERE for pk, standing in old.items()}
        people = Customer.objects.filter(many.Among("pk", batch))
        people.update(**fields, version=F("version") + 1)
        _record(old, new, "group.assigned", by)


def standings(pks: Sequence[int]) -> dict[int, Standing]:
    """Return the memberships of these customers as they are now."""
    groups = CustomerGroup.objects.in_bulk()
    found: dict[int, Standing] = {}
    for batch in many.batches(pks):
        rows = Customer.objects.filter(many.Among("pk", batch)).order_by("pk")
        for pk, group, until, by_rule in rows.values_list("pk", "group_id", "group_until", "group_by_rule"):
            found[pk] = Standing(groups[group], until, by_rule) if group else NOWHERE
    return found


def _key(group: CustomerGroup | None) -> str:
    return group.name_key if group else ""


def _record(old: Mapping[int, Standing], new: Mapping[int, Standing], kind: str, by: Any) -> None:
    # Many rows say the same: they share one object.
    changes = cache(_changes)
    activity.record_many(((pk, changes(old[pk], new[pk])) for pk in old), kind, by=by)


def _changes(old: Standing, new: Standing) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {}
    if old.group != new.group:
        changes["group"] = (old.group, new.group)
    if old.until != new.until:
        changes["group_until"] = (old.until, new.until)
    # Who joins by a rule is told so by the kind of the act; that the mark went is told nowhere else.
    if (old.by_rule and not new.by_rule) or not changes:
        changes["group_by_rule"] = (old.by_rule, new.by_rule)
    return changes


def _announce(old: Mapping[int, Standing], to: Standing, by: Any) -> None:
    moved = [pk for pk, standing in old.items() if standing.group != to.group]
    for customer in many.afresh(moved, listening_to=signals.customer_group_changed):
        former = old[customer.pk].group
        signals.customer_group_changed.send(sender=Customer, customer=customer, old=former, new=to.group, by=by)
    redated = [pk for pk, standing in old.items() if standing.group == to.group and standing.until != to.until]
    for customer in many.afresh(redated, listening_to=signals.customer_changed):
        changes = {"group_until": (old[customer.pk].until, to.until)}
        signals.customer_changed.send(sender=Customer, customer=customer, changes=changes, by=by)
