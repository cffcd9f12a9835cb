"""Writing what changes about people who are there: set by set, through the services that own each part."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F

from ... import signals, sources
from ...models import Channel, Customer
from .. import activity, baskets, consents, customers, groups, sync, tags, taxes
from ..customers import fields as own
from ..file_columns import file_columns
from ..vat import checks
from . import address_rows
from .context import Context
from .newcomers import write_sets
from .planning import Planned


def apply(people: Sequence[Planned], context: Context) -> None:
    """Write the changes of ``people``, whose rows the caller holds."""
    if not people:
        return
    by = context.job.by
    _write_fields([one for one in people if one.fields], context)
    for active, switch in ((True, customers.activate_many), (False, customers.deactivate_many)):
        if switched := [one.pk for one in people if one.active is active]:
            switch(_customers(switched), by=by)
    _regroup(people, by)
    _retag(people, by)
    _write_addresses([one for one in people if one.addresses], by)
    said = [_said(one, change) for one in people for change in one.consents]
    if said:
        consents.record_many(said, by=by)
    _write_sets([one for one in people if one.sets], by)


def _write_sets(people: Sequence[Planned], by: Any) -> None:
    """The store's own columns, written down in the words of a file: any value can be read from them again."""
    write_sets(people, by=by)
    if people:
        said = ((one.pk, {key: _in_words(key, one.changes[key]) for key in one.sets}) for one in people)
        activity.record_many(said, "customer.changed", by=by)


def _in_words(key: str, change: tuple[Any, Any]) -> tuple[str, str]:
    old, new = (in_words(key, value) for value in change)
    return old, new


def in_words(key: str, value: Any) -> str:
    """What a file would say of a column's value."""
    return "" if value is None else file_columns[key].text(value)


def _write_fields(people: Sequence[Planned], context: Context) -> None:
    if not people:
        return
    by, changes = context.job.by, dict[Any, dict[str, Any]]()
    for one in people:
        # Somebody may have several rows, where each is an address.
        changes.setdefault(one.pk, {}).update((name, one.changes[name]) for name in one.fields)
    pks = list(changes)
    _update(get_user_model(), people, own.NAMES)
    _update(Customer, people, own.OWN)
    Customer.objects.filter(pk__in=pks).update(version=F("version") + 1)
    activity.record_many(changes.items(), "customer.changed", by=by)
    sync.refresh(pks, create=False)
    _follow_up(people, by)
    if signals.customer_changed.has_listeners(Customer):
        for customer in Customer.objects.select_related("group", "user").filter(pk__in=pks):
            signals.customer_changed.send(sender=Customer, customer=customer, changes=changes[customer.pk], by=by)


def _update(model: Any, people: Sequence[Planned], names: Iterable[str]) -> None:
    """Set each of ``names`` for those of whom the file says something else."""
    for name in names:
        rows = [(one.pk, one.fields[name]) for one in people if name in one.fields]
        if rows:
            model._base_manager.bulk_update(
                [model(pk=pk, **{name: value}) for pk, value in rows], [name], batch_size=500
            )


def _follow_up(people: Sequence[Planned], by: Any) -> None:
    """Open baskets follow the exemption, consent to messages belongs to the number."""
    if taxed := [one.pk for one in people if "tax_exempt" in one.fields]:
        taxes.clear([one.pk for one in people if "tax_exempt" in one.fields and not _says_why(one)], by=by)
        taxes.restore({one.pk: one.exemption for one in people if one.exemption}, by=by)
        baskets.reprice(_customers(taxed))
    if numbered := [one.pk for one in people if "vat_number" in one.fields]:
        # Not asked here one by one: clienti_vat_check goes round.
        checks.forget(numbered)
    if rung := [one.pk for one in people if "phone" in one.fields and one.pk]:
        consents.rebuild(rung)


def _says_why(one: Planned) -> bool:
    """Does the file that exempts somebody name particulars? Then those that it leaves as they are hold on.

    So they do for an undo, which knows what they were.
    """
    if one.exemption is not None:
        return True
    return bool(one.fields["tax_exempt"]) and any(key.startswith("exemption_") for key in one.row.values)


def _regroup(people: Sequence[Planned], by: Any) -> None:
    moving: dict[Any, list[Any]] = {}
    for one in people:
        if one.regroup:
            moving.setdefault((one.group, one.group_until, one.group_by_rule), []).append(one.pk)
    for (group, until, by_rule), pks in moving.items():
        groups.assign(_customers(pks), group=group, until=until, by_rule=by_rule, by=by)


def _retag(people: Sequence[Planned], by: Any) -> None:
    """One call for all who get and lose the same tags."""
    alike: dict[tuple[tuple[Any, ...], tuple[Any, ...]], list[Any]] = {}
    for one in people:
        if one.tags_on or one.tags_off:
            alike.setdefault((tuple(one.tags_on), tuple(one.tags_off)), []).append(one.pk)
    for (on, off), pks in alike.items():
        tags.change(_customers(pks), add=on, remove=off, by=by)


def _write_addresses(people: Sequence[Planned], by: Any) -> None:
    """In Oscar's own way, one by one: it keeps a single default for each purpose."""
    rows: dict[str, list[tuple[Customer, dict[str, Any], dict[str, Any]]]] = {
        "address.added": [],
        "address.changed": [],
    }
    defaults = address_rows.defaults([one.pk for one in people])
    for one in people:
        for change in one.addresses:
            new = change.is_new
            change.address.user_id = one.pk
            change.address.save()
            facts = {"address": change.address.summary, "number": change.address.pk}
            facts |= _took_the_place(change.address, defaults)
            rows["address.added" if new else "address.changed"].append((Customer(pk=one.pk), change.changes, facts))
    for kind, told in rows.items():
        for customer, changes, facts in told:
            activity.record(customer, kind, by=by, changes=changes, facts=facts)
    sync.refresh([one.pk for one in people], create=False)


def _took_the_place(address: Any, defaults: dict[tuple[int, str], int]) -> dict[str, int]:
    """Which address was the default before this one: an undo gives it its place back."""
    former = {}
    for flag in (flag for flag in address_rows.FLAGS if getattr(address, flag)):
        old = defaults.get((address.user_id, flag))
        if old and old != address.pk:
            former[address_rows.FORMER[flag]] = old
        defaults[address.user_id, flag] = address.pk
    return former


def _customers(pks: Sequence[Any]) -> Any:
    return Customer.objects.filter(pk__in=pks)


def _said(one: Planned, change: Any) -> consents.Said:
    known: Any = one.known
    address = known.email if change.channel == Channel.EMAIL else one.fields.get("phone", known.phone)
    return consents.Said(
        known.pk, change.channel, change.new, address, change.at, sources.IMPORT.key, change.wording, "", change.how
    )
