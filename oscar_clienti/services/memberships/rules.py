"""Who joins a group by what they bought: setting the rule, and seeing beforehand what it will do."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import CustomerGroup, JoiningRule
from .. import activity, labels
from ..wording import spell
from .moves import in_force, moves

FIELDS = ("is_active", "months", "min_spent", "min_orders", "leaves")


@transaction.atomic
def set_rule(group: CustomerGroup, *, by: Any, **fields: Any) -> JoiningRule:
    """Say who joins ``group``: ``min_spent`` and ``min_orders`` of the last ``months``, whether who falls below
    ``leaves``, and whether the rule ``is_active``. What is not named stays. Nobody is moved before ``apply``.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` (no figure at all, the group is gone),
    ``TypeError`` for unknown fields.
    """
    labels.require(group, by)
    (group,) = labels.locked(CustomerGroup, group)
    stored = JoiningRule.objects.filter(group=group).first()
    rule = stored or JoiningRule(group=group)
    before = {name: getattr(rule, name) if stored else None for name in FIELDS}
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A joining rule has no field {name!r} to set.")
        setattr(rule, name, value)
    rule.full_clean(exclude=["group"], validate_unique=False)
    changes = {name: (old, getattr(rule, name)) for name, old in before.items() if old != getattr(rule, name)}
    if changes:
        rule.save()
        activity.record(None, "group.rule_changed", by=by, changes=changes, facts=_facts(group))
    return rule


@transaction.atomic
def remove_rule(group: CustomerGroup, *, by: Any) -> None:
    """Let nobody join or leave ``group`` by a rule any more; who is in it stays.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` when the group is gone.
    """
    labels.require(group, by)
    (group,) = labels.locked(CustomerGroup, group)
    deleted, _models = JoiningRule.objects.filter(group=group).delete()
    if deleted:
        activity.record(None, "group.rule_removed", by=by, facts=_facts(group))


@dataclass(frozen=True)
class Preview:
    """What applying a rule would do: the keys of those who enter its group and who leave it, sorted by name."""

    entering: list[int]
    leaving: list[int]

    @property
    def enter(self) -> int:
        return len(self.entering)

    @property
    def leave(self) -> int:
        return len(self.leaving)

    def __str__(self) -> str:
        return _("%(enter)s enter, %(leave)s leave") % {"enter": spell(self.enter), "leave": spell(self.leave)}


def preview(rule: JoiningRule, *, day: date | None = None) -> Preview:
    """Say what ``rule`` would do, saved or not, beside the other rules in force; nothing is written."""
    if not rule.is_active:
        return Preview([], [])
    others = [other for other in in_force() if other.group_id != rule.group_id]
    rules = sorted([*others, rule], key=lambda one: (one.group.position, one.group.name_key))
    moved = sorted(moves(rules, day or timezone.localdate()), key=lambda move: (move.sort_name, move.pk))
    entering = [move.pk for move in moved if move.target == rule.group_id]
    return Preview(entering, [move.pk for move in moved if move.standing == rule.group_id])


def _facts(group: CustomerGroup) -> dict[str, Any]:
    return {"group": group.pk, "name": group.name}
