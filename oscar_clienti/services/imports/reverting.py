"""What goes back when an import is undone: each act of it about a person, unless something came after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connections, router
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import sources
from ...models import Activity, ConsentEvent, ConsentState, Customer, CustomerGroup, Tag
from ...text import fold
from .. import activity
from ..file_columns import SetColumn, file_columns
from . import address_rows
from .changing import in_words
from .consent_rules import ConsentChange
from .matching import Known
from .planning import Planned
from .rows import Row


@dataclass
class Revert:
    """What goes back for one person: ``done`` acts are taken back, ``left`` are not, because of what came later."""

    planned: Planned
    # What the store's own columns say now, by key.
    sets: dict[str, Any]
    by: Any
    done: int = 0
    left: int = 0
    # Somebody has spoken of the exemption since: all of it stays.
    exempted_since: bool = False


def reverts(acts: Mapping[int, Sequence[Activity]], *, by: Any) -> list[Revert]:
    """Say what goes back of these acts, by customer. Whoever calls writes it, but for addresses: those are done."""
    people = Customer.objects.shoppers().filter(pk__in=acts, user__is_staff=False, user__is_superuser=False)
    # PostgreSQL holds no rows of a table that may have none.
    of = ("self",) if connections[router.db_for_write(Customer)].features.has_select_for_update_of else ()
    people = people.select_related("group").select_for_update(of=of)
    worn, sets, exempted = _tags_of(acts), _sets_of(acts), _exempted_since(acts)
    found = []
    for customer in people.order_by("pk"):
        known = Known(customer.pk, customer.state, customer.email, customer.phone, {})
        planned = Planned(Row(0, []), known, pk=customer.pk, exemption={})
        revert = Revert(planned, sets.get(customer.pk, {}), by, exempted_since=customer.pk in exempted)
        for act in reversed(acts[customer.pk]):
            _take_back(revert, act, customer, worn.get(customer.pk, {}))
        _particulars(revert, acts[customer.pk])
        found.append(revert)
    return found


def _take_back(revert: Revert, act: Activity, customer: Customer, worn: dict[str, Any]) -> None:
    if act.kind in ("customer.changed", "customer.activated", "customer.deactivated"):
        for name, (old, new) in act.changes.items():
            if revert.exempted_since and (name == "tax_exempt" or name.startswith("exemption_")):
                revert.left += 1
                continue
            take = _set if isinstance(file_columns.get(name), SetColumn) else _field
            take(revert, customer, name, old, new)
    elif act.kind == "group.assigned":
        _group(revert, act, customer)
    elif act.kind == "tags.changed":
        _tags(revert, worn, *act.changes["tags"])
    elif act.kind in ("address.added", "address.changed"):
        _address(revert, act, customer)
    elif act.kind == "consent.granted":
        _consent(revert, customer, act.facts.get("channel", ""))
    elif act.kind.startswith("consent."):
        revert.left += 1  # A no stays a no.


def _field(revert: Revert, customer: Customer, name: str, old: Any, new: Any) -> None:
    if name == "is_active":
        now: Any = customer.is_active
        if now == new:
            revert.planned.active = old
            revert.planned.changes["active"] = (now, old)
            revert.done += 1
        return
    now = getattr(customer, name, None)
    if _plain(now) != new or not hasattr(customer, name):
        revert.left += 1
        return
    value = date.fromisoformat(old) if name == "birthday" and old else old
    revert.planned.fields[name] = value
    revert.planned.changes[name] = (now, value)
    revert.done += 1


def _set(revert: Revert, customer: Customer, name: str, old: str, new: str) -> None:
    """A column of the store's own; a value that is longer than what the activity keeps of it can't come back."""
    now = revert.sets.get(name)
    if in_words(name, now) != new or len(old) >= activity.LONGEST:
        revert.left += 1
        return
    before = file_columns[name].parse(old) if old else None
    revert.planned.sets[name], revert.planned.changes[name] = before, (now, before)
    revert.done += 1


def _particulars(revert: Revert, acts: Sequence[Activity]) -> None:
    """How long and where somebody was exempt comes back with the mark, or not at all; the certificate is gone."""
    cleared = next((act for act in acts if act.kind == "exemption.cleared"), None)
    if cleared is None:
        return
    if "tax_exempt" not in revert.planned.fields:
        revert.left += 1
        return
    before = {name: old for name, (old, _new) in cleared.changes.items()}
    revert.left += "certificate" in before
    before.pop("certificate", None)
    revert.planned.exemption = before
    revert.done += 1


def _exempted_since(acts: Mapping[int, Sequence[Activity]]) -> set[int]:
    """Those of whose exemption somebody has spoken after the import."""
    first = {pk: some[0].pk for pk, some in acts.items()}
    ours = {act.job_id for some in acts.values() for act in some}
    later = Activity.objects.filter(customer__in=list(first), kind__startswith="exemption.").exclude(job__in=ours)
    return {pk for pk, number in later.values_list("customer", "pk") if number > first[pk]}


def _sets_of(acts: Mapping[int, Sequence[Activity]]) -> dict[int, dict[str, Any]]:
    """What the store's own columns say now of everybody about whom the import changed them."""
    held: dict[int, dict[str, Any]] = {}
    names = {name for some in acts.values() for act in some for name in act.changes}
    for column in (file_columns.get(name) for name in names - {"tags"}):
        if isinstance(column, SetColumn):
            for pk, value in column.read(sorted(acts)).items():
                held.setdefault(pk, {})[column.key] = value
    return held


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _group(revert: Revert, act: Activity, customer: Customer) -> None:
    """Group, last day and the mark of a rule go back together. A day that has passed meanwhile brings nobody back."""
    name = customer.group.name if customer.group else None
    now = {"group": name, "group_until": _plain(customer.group_until), "group_by_rule": customer.group_by_rule}
    old, new = ({field: act.changes.get(field, (now[field],) * 2)[side] for field in now} for side in (0, 1))
    before = CustomerGroup.objects.filter(name_key=fold(old["group"])[:64]).first() if old["group"] else None
    if now != new or (old["group"] and before is None):
        revert.left += 1
        return
    until = date.fromisoformat(old["group_until"]) if old["group_until"] and before else None
    if until and until < timezone.localdate():
        before = until = None
    revert.planned.regroup, revert.planned.group, revert.planned.group_until = True, before, until
    revert.planned.group_by_rule = bool(before and old["group_by_rule"])
    revert.planned.changes |= {field: (now[field], old[field]) for field in act.changes if field in now}
    revert.done += 1


def _tags(revert: Revert, worn: dict[str, Any], old: list[str], new: list[str]) -> None:
    off = [worn[name] for name in set(new) - set(old) if name in worn]
    on = list(Tag.objects.filter(name__in=set(old) - set(new) - set(worn)))
    revert.planned.tags_off, revert.planned.tags_on = off, on
    if off or on:
        revert.planned.changes["tags"] = (new, old)
        revert.done += 1


def _tags_of(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    worn: dict[int, dict[str, Any]] = {}
    links = Customer.tags.through.objects.filter(customer__in=list(pks)).select_related("tag")
    for link in links:
        worn.setdefault(link.customer_id, {})[link.tag.name] = link.tag
    return worn


def _address(revert: Revert, act: Activity, customer: Customer) -> None:
    """An address that came by the import goes, if nobody changed it since; one that was changed goes back.

    What was the default before it is so again.
    """
    book = get_model("address", "UserAddress").objects.filter(user=customer.pk)
    address = book.filter(pk=act.facts.get("number")).first()
    if address is None or (act.kind == "address.added" and _was_changed(address, act)):
        revert.left += 1
        return
    facts, was_default = {"address": address.summary}, [flag for flag in address_rows.FLAGS if getattr(address, flag)]
    if act.kind == "address.added":
        address.delete()
        activity.record(customer, "address.deleted", by=revert.by, facts=facts)
        _give_places_back(revert, act, customer, was_default)
        revert.done += 1
        return
    parts = [name for name, (old, new) in act.changes.items() if _put_back(address, name, old, new)]
    if book.filter(hash=address.generate_hash()).exclude(pk=address.pk).exists():
        parts = []  # It would be there twice.
    if parts:
        address.save()
        changes = {name: tuple(reversed(act.changes[name])) for name in parts}
        activity.record(customer, "address.changed", by=revert.by, changes=changes, facts=facts)
        _give_places_back(revert, act, customer, [flag for flag in was_default if flag in parts])
    revert.done += len(parts)
    revert.left += len(act.changes) - len(parts)


def _was_changed(address: Any, act: Activity) -> bool:
    """Since the import brought it: phone, notes and defaults aren't in what it says of itself in a line."""
    if address.summary != act.facts.get("address"):
        return True
    later = Activity.objects.filter(customer=act.customer_id, kind="address.changed", pk__gt=act.pk)
    facts = later.exclude(job=act.job_id).values_list("facts", flat=True)
    # Whoever changes one by hand leaves no number.
    return any(
        said.get("number", address.pk) == address.pk and said.get("address") == address.summary for said in facts
    )


def _give_places_back(revert: Revert, act: Activity, customer: Customer, flags: Iterable[str]) -> None:
    """Unless another has become the default since."""
    book = get_model("address", "UserAddress").objects.filter(user=customer.pk)
    for flag in flags:
        former = book.filter(pk=act.facts.get(address_rows.FORMER[flag])).first()
        if former and not book.filter(**{flag: True}).exists():
            setattr(former, flag, True)
            former.save()
            changes, facts = {flag: (False, True)}, {"address": former.summary}
            activity.record(customer, "address.changed", by=revert.by, changes=changes, facts=facts)


def _put_back(address: Any, name: str, old: Any, new: Any) -> bool:
    if address_rows.value_of(address, name) != new or len(str(old)) >= activity.LONGEST:
        return False
    setattr(address, "country_id" if name == "country" else name, old)
    return True


def _consent(revert: Revert, customer: Customer, channel: str) -> None:
    """What the import wrote down as a yes was never said, if nothing was said since."""
    last = ConsentEvent.objects.filter(customer=customer, channel=channel).order_by("-at", "-pk").first()
    if last is None or last.source != sources.IMPORT.key or last.state != ConsentState.GRANTED:
        revert.left += 1
        return
    never = ConsentState.NEVER_ASKED
    revert.planned.consents.append(
        ConsentChange(channel, last.state, never, last.at, "", str(_("The import was undone.")))
    )
    revert.done += 1
