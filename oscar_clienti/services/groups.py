"""Customer groups: what may be done with them, and putting people into them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from .. import signals
from ..models import Customer, CustomerGroup
from . import activity, baskets, labels, rights

DEFAULT_COLOUR = CustomerGroup._meta.get_field("colour").default


def create(*, name: str, by: Any, description: str = "", colour: str = DEFAULT_COLOUR) -> CustomerGroup:
    """Make a group at the end of the row.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` (a name that exists, a wrong colour).
    """
    return labels.create(CustomerGroup, by=by, name=name, description=description, colour=colour)


@transaction.atomic
def update(group: CustomerGroup, *, by: Any, **fields: Any) -> CustomerGroup:
    """Change ``name``, ``description`` or ``colour``; the slug stays. Returns the group afresh.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError``, ``TypeError`` for unknown fields.
    """
    labels.require(group, by)
    if fields.get("name", group.name) != group.name:
        labels.hold(labels.pks_of(Customer.objects.filter(group=group)))
    group = labels.update(group, by=by, **fields)
    Customer.objects.filter(group=group).exclude(group_key=group.name_key).update(group_key=group.name_key)
    return group


def reorder(ids: Iterable[int], *, by: Any) -> list[CustomerGroup]:
    """Put the groups with these ids first, in this order; the others follow. Needs ``manage_groups``."""
    return labels.reorder(CustomerGroup, ids, by=by)


def delete(group: CustomerGroup, *, move_to: CustomerGroup | None, by: Any) -> int:
    """Delete ``group``; its people go to ``move_to``, or have no group. Returns how many people it were.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` when either is gone or both are one.
    """
    return _dissolve(group, move_to, "group.deleted", by)


def merge(group: CustomerGroup, *, into: CustomerGroup, by: Any) -> int:
    """Move the people of ``group`` to ``into`` and delete it. Returns how many people it were.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` when either is gone or both are one.
    """
    return _dissolve(group, into, "group.merged", by)


@transaction.atomic
def assign(customers: Iterable[Customer], *, group: CustomerGroup | None, by: Any) -> list[Customer]:
    """Put ``customers`` into ``group``, or into none; returns fresh copies of those whose group changed.

    Accounts of staff and partners, deleted ones and those who are there already are left out. Open baskets are priced
    anew. Needs ``change_customer``. Raises ``PermissionDenied``, ``ValidationError`` when the group is gone.
    """
    rights.require(by, "change_customer")
    pks = labels.pks_of(customers)
    labels.hold(pks)
    (group,) = labels.locked(CustomerGroup, group)
    groups = {None: None} | CustomerGroup.objects.in_bulk()
    moved: list[tuple[Customer, CustomerGroup | None]] = []
    for batch in labels.batches(pks):
        found = Customer.objects.shoppers().filter(pk__in=batch).order_by("pk")
        moved += [(customer, groups[customer.group_id]) for customer in found.exclude(group=group)]
    _move([customer.pk for customer, _old in moved], group)
    _record([(customer, old) for customer, old in moved], group, by)
    changed = [_as_moved(customer, group) for customer, _old in moved]
    baskets.reprice(changed)
    for customer, old in moved:
        signals.customer_group_changed.send(sender=Customer, customer=customer, old=old, new=group, by=by)
    return changed


def sizes() -> dict[int, labels.Size]:
    """Return how many customers each group has, in one query; groups without people are not named."""
    members = Customer.objects.shoppers().filter(group__isnull=False).order_by()
    return labels.sizes(members.values_list("group", "state").annotate(Count("pk")))


def of(user: Any) -> CustomerGroup | None:
    """Return the group of whoever is looking; ``None`` for visitors, and for accounts without a group.

    At most one query for each user object: the answer stays on it, which a request makes anew.
    """
    if not getattr(user, "is_authenticated", False):
        return None
    if not hasattr(user, "_clienti_group"):
        user._clienti_group = CustomerGroup.objects.filter(customers=user.pk).first()
    return user._clienti_group


@transaction.atomic
def _dissolve(group: CustomerGroup, target: CustomerGroup | None, kind: str, by: Any) -> int:
    labels.require(group, by)
    labels.hold(labels.pks_of(Customer.objects.filter(group=group)))
    group, target = labels.two(CustomerGroup, group, target)
    members = Customer.objects.filter(group=group)
    pks = labels.pks_of(members.shoppers())
    members.shoppers().update(group=target, group_key=_key(target), version=F("version") + 1)
    # What is left are staff and deleted accounts: nobody puts them into a group from here.
    members.update(group=None, group_key="")
    facts = {"group": group.pk, "name": group.name, "moved_to": target, "customers": len(pks)}
    activity.record(None, kind, by=by, facts=facts)
    for batch in labels.batches(pks):
        _record([(Customer(pk=pk), group) for pk in batch], target, by)
        baskets.reprice(Customer.objects.filter(pk__in=batch))
    if len(pks) <= labels.FEW:
        for customer in Customer.objects.filter(pk__in=pks).order_by("pk"):
            signals.customer_group_changed.send(sender=Customer, customer=customer, old=group, new=target, by=by)
    signals.group_deleted.send(sender=CustomerGroup, group=group, moved_to=target, by=by)
    # By a query, so that group keeps its key for those who look at it after the transaction.
    CustomerGroup.objects.filter(pk=group.pk).delete()
    return len(pks)


def _key(group: CustomerGroup | None) -> str:
    return group.name_key if group else ""


def _move(pks: Sequence[int], group: CustomerGroup | None) -> None:
    for batch in labels.batches(pks):
        Customer.objects.filter(pk__in=batch).update(group=group, group_key=_key(group), version=F("version") + 1)


def _as_moved(customer: Customer, group: CustomerGroup | None) -> Customer:
    customer.group, customer.group_key, customer.version = group, _key(group), customer.version + 1
    return customer


def _record(moved: Sequence[tuple[Customer, CustomerGroup | None]], group: CustomerGroup | None, by: Any) -> None:
    activity.record_many(((customer, {"group": (old, group)}) for customer, old in moved), "group.assigned", by=by)
