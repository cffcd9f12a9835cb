"""Moving people as the rules want it: everybody at night, one group now, a buyer after an order."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connections, router, transaction
from django.utils import timezone

from ...models import CustomerGroup, JoiningRule
from .. import many
from .moves import NONE, Move, in_force, moves
from .moving import NOWHERE, Standing, move

logger = logging.getLogger("oscar_clienti.memberships")

# (a group's key, "entered" or "left"): how many. What has no group counts under 0.
Counts = Counter[tuple[int, str]]


def apply(*, day: date | None = None) -> list[JoiningRule]:
    """Move everybody as the rules in force want it on ``day`` (today); returns the rules with what they did.

    A thousand people at a time, each thousand in one transaction: a run that was killed is simply run again. Who was
    put into a group by hand is never moved.
    """
    day, counts = day or timezone.localdate(), Counts()
    rules = in_force()
    for batch in many.batches(found(day)):
        counts.update(evaluate(batch, day=day, by=None))
    for rule in rules:
        note(rule.group_id, counts)
    return in_force()


def found(day: date, group: int | None = None) -> list[int]:
    """The keys of those whom the rules move (into or out of ``group``), in their order."""
    rules = in_force()
    if not rules:
        return []
    return [one.pk for one in _about(group, moves(rules, day))]


def earned(order: Any) -> None:
    """Look at the rules for who has just bought. Never raises: it is paid for by now; the night does it once more."""
    try:
        with transaction.atomic():
            follow([order.user_id])
    except Exception as error:
        logger.error("Order %s: the joining rules were not applied (%s).", order.number, type(error).__name__)


def follow(pks: Sequence[int]) -> None:
    """Look at the rules for a few people who have just bought something. Costs one query in a shop without rules;
    else one more for each rule, and one or two."""
    rules, day = in_force(), timezone.localdate()
    if rules and moves(rules, day, pks):
        evaluate(pks, day=day, by=None)


@transaction.atomic
def evaluate(pks: Sequence[int], *, day: date, by: Any, group: int | None = None) -> Counts:
    """Move those of these customers whom the rules move now that their rows are held (into or out of ``group``)."""
    held = list(many.begin(pks, by=None, right="change_customer"))
    rules, counts = in_force(), Counts()
    if not rules or not held:
        return counts
    left: dict[int, dict[int, int]] = {}
    for one in _about(group, moves(rules, day, held)):
        left.setdefault(one.target, {})[one.pk] = one.standing
    there = _held_groups(left)
    for target, some in left.items():
        # A group that was deleted this very moment takes nobody; its rule is gone, too.
        if target == NONE or target in there:
            to = Standing(there[target], by_rule=True) if target else NOWHERE
            moved = move(list(some), to, "group.by_rule", by=by)
            counts[target, "entered"] += len(moved)
            counts.update((some[pk], "left") for pk in moved)
    return counts


def note(group: int, counts: Mapping[tuple[int, str], int]) -> None:
    """Keep what the last run of a group's rule did."""
    done = {what: counts.get((group, what), 0) for what in ("entered", "left")}
    JoiningRule.objects.filter(group=group).update(applied_at=timezone.now(), **done)


def _about(group: int | None, moved: list[Move]) -> list[Move]:
    return moved if group is None else [one for one in moved if group in (one.target, one.standing)]


def _held_groups(keys: Iterable[int]) -> dict[int, CustomerGroup]:
    """As in ``labels.locked``, but without a word about those that are gone."""
    weaker = connections[router.db_for_write(CustomerGroup)].features.has_select_for_no_key_update
    groups = CustomerGroup.objects.select_for_update(no_key=weaker).filter(pk__in=list(keys)).order_by("pk")
    return {group.pk: group for group in groups}
