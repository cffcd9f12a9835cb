"""Whom the rules move, and where to: for a preview, for everybody at night, for one buyer after an order.

The orders are added up once for each rule, by the database; who of those that meet it stands elsewhere is looked up for
a thousand people at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from ...models import Customer, JoiningRule
from .. import many
from .figures import qualifying

# In place of a group's key: no group.
NONE = 0


class Move(NamedTuple):
    """Somebody who stands elsewhere than the rules want: the keys of both groups, 0 for none."""

    pk: int
    standing: int
    target: int
    sort_name: str


def in_force() -> list[JoiningRule]:
    """The rules that move people, in the order of their groups: the first that somebody meets decides."""
    rules = JoiningRule.objects.filter(is_active=True).select_related("group")
    return list(rules.order_by("group__position", "group__name_key"))


def moves(rules: Sequence[JoiningRule], day: date, people: Sequence[int] | None = None) -> list[Move]:
    """Return whom (of ``people``) ``rules`` move on ``day``, in the order of their keys.

    Only who has no group that counts on that day, or came by one of these rules: never who was put there by hand.
    """
    wanted = _wanted(rules, day, people)
    found, there = [], set()
    for pk, group, name in _members(rules, people):
        there.add(pk)
        target = _target(rules, group, wanted.get(pk, NONE))
        if target != group:
            found.append(Move(pk, group, target, name))
    found += (Move(pk, NONE, wanted[pk], name) for pk, name in _free(sorted(wanted.keys() - there), day))
    return sorted(found)


def _wanted(rules: Sequence[JoiningRule], day: date, people: Sequence[int] | None) -> dict[int, int]:
    """The group of the first rule that each person meets."""
    wanted: dict[int, int] = {}
    for rule in reversed(rules):
        users = qualifying(rule, day, people).values_list("user", flat=True)
        wanted.update(dict.fromkeys(users, rule.group_id))
    return wanted


def _members(rules: Sequence[JoiningRule], people: Sequence[int] | None) -> Iterable[Any]:
    """Those who came by these rules."""
    members = Customer.objects.shoppers().filter(group_by_rule=True, group__in=[rule.group_id for rule in rules])
    if people is not None:
        members = members.filter(many.Among("pk", people))
    return members.values_list("pk", "group_id", "sort_name")


def _free(pks: Sequence[int], day: date) -> Iterable[tuple[int, str]]:
    """Those of these customers who have no group that counts on ``day``."""
    nowhere = Q(group=None) | Q(group_until__lt=day)
    for batch in many.batches(pks):
        yield from Customer.objects.shoppers().filter(nowhere, many.Among("pk", batch)).values_list("pk", "sort_name")


def _target(rules: Sequence[JoiningRule], group: int, wanted: int) -> int:
    """Where a member of ``group`` belongs. From a group that nobody leaves one only climbs."""
    places: Mapping[int, int] = {rule.group_id: place for place, rule in enumerate(rules)}
    if rules[places[group]].leaves or places.get(wanted, len(rules)) < places[group]:
        return wanted
    return group
