"""The group and the tags of a row: those of its cells, and those that the merchant gives to all rows."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ...models import CustomerGroup, Tag
from .context import Context
from .matching import Known
from .rows import Row

if TYPE_CHECKING:
    from .planning import Planned


def apply(planned: "Planned", context: Context) -> None:
    """Say on ``planned`` which group and tags the customer gets and loses."""
    row, known = planned.row, planned.known
    _regroup(planned, context)
    wanted = _tags(row, context)
    worn = list(known.sets.get("tags", ())) if known else []
    had = [tag for tag in map(context.tag_named, worn) if tag]
    both = {tag.name: tag for tag in [*wanted, *context.tags_for_all]}
    planned.tags_on = [tag for name, tag in both.items() if name not in {tag.name for tag in had}]
    replacing = context.decisions.tags_mode == "replace" and "tags" in {*row.values, *row.blank}
    if known and replacing:
        planned.tags_off = [tag for tag in had if tag.name not in both]
    if known and (planned.tags_on or planned.tags_off):
        off = {tag.name for tag in planned.tags_off}
        after = [tag.name for tag in [*had, *planned.tags_on] if tag.name not in off]
        planned.changes["tags"] = (sorted(worn), sorted(after))


def _regroup(planned: "Planned", context: Context) -> None:
    """The group, and the last day in it. A day that isn't told stays, but another group begins without one."""
    row, known = planned.row, planned.known
    group, named = _group(row, known, context)
    told = "group_until" in row.values or (context.decisions.blanks == "clear" and "group_until" in row.blank)
    until = row.values.get("group_until")
    old = (known.fields.get("group") or "", known.fields.get("group_until")) if known else ("", None)
    if until is not None and until != old[1]:
        _check_day(row, until, group)
    if not named:
        return
    name = group.name if group else ""
    planned.group, planned.group_until = group, until
    planned.regroup = known is None or name != old[0] or (told and bool(group) and until != old[1])
    if known and planned.regroup:
        changes = {"group": (old[0], name), "group_until": (old[1], until)}
        planned.changes |= {key: pair for key, pair in changes.items() if pair[0] != pair[1]}


def _check_day(row: Row, until: date, group: CustomerGroup | None) -> None:
    if group is None:
        row.refuse("group_until", until.isoformat(), _("A last day needs a group in the same row."))
    elif until < localdate():
        row.refuse("group_until", until.isoformat(), _("This day has passed already."))


def _group(row: Row, known: Known | None, context: Context) -> tuple[CustomerGroup | None, bool]:
    """The group that the row asks for, and whether it asks at all."""
    if context.group_for_all is not None:
        return context.group_for_all, True
    if name := row.values.get("group"):
        group = context.group_named(name)
        if group is None and not context.will_make("groups", name):
            row.refuse("group", name, _("There is no such group: create it first, or let the import create it."))
        # In a preview the group is still to be made.
        return group or CustomerGroup(name=name), True
    return None, context.decisions.blanks == "clear" and "group" in row.blank


def _tags(row: Row, context: Context) -> list[Tag]:
    found = []
    for name in row.values.get("tags", ()):
        tag = context.tag_named(name)
        if tag is None and not context.will_make("tags", name):
            row.refuse("tags", name, _("There is no such tag: create it first, or let the import create it."))
        else:
            # In a preview the tag is still to be made.
            found.append(tag or Tag(name=name))
    return found
