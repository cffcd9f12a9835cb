"""Customer groups: what may be done with them, and putting people into them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count

from .. import signals
from ..models import Customer, CustomerGroup
from . import activity, buyers, labels, many, offers, price_lists
from .memberships import moving

DEFAULT_COLOUR = CustomerGroup._meta.get_field("colour").default


def create(
    *, name: str, by: Any, description: str = "", colour: str = DEFAULT_COLOUR, tax_exempt: bool = False
) -> CustomerGroup:
    """Make a group at the end of the row; with ``tax_exempt``, everybody in it buys without taxes.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` (a name that exists, a wrong colour).
    """
    return labels.create(CustomerGroup, by=by, name=name, description=description, colour=colour, tax_exempt=tax_exempt)


@transaction.atomic
def update(group: CustomerGroup, *, by: Any, **fields: Any) -> CustomerGroup:
    """Change ``name``, ``description``, ``colour`` or ``tax_exempt``; the slug stays. Returns the group afresh.

    When its people begin or cease to pay taxes, their open baskets are priced anew. Needs ``manage_groups``. Raises
    ``PermissionDenied``, ``ValidationError``, ``TypeError`` for unknown fields.
    """
    labels.require(group, by)
    old = group.name
    if fields.get("name", old) != old:
        labels.hold(many.pks_of(Customer.objects.filter(group=group)))
    was_exempt = CustomerGroup.objects.filter(pk=group.pk, tax_exempt=True).exists()
    group = labels.update(group, by=by, **fields)
    if group.tax_exempt != was_exempt:
        # The job of a large group is the shop's own: who manages groups need not manage prices.
        price_lists.reprice(group.pk, None, by=None)
    if group.name != old:
        offers.rename(group, old=old)
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
def assign(
    customers: many.Customers,
    *,
    group: CustomerGroup | None,
    until: date | None = None,
    by_rule: bool = False,
    by: Any,
) -> list[int]:
    """Put ``customers`` into ``group``, or into none; returns the keys of those about whom something changed.

    ``until`` is the last day in the group; without it the membership has no end. Whoever is put there by hand is not
    moved by joining rules any more; ``by_rule`` puts back whom a rule had put there. Accounts of staff and partners,
    deleted ones and those of whom all this is so already are left out. Open baskets are priced anew.

    Needs ``change_customer``. Raises ``PermissionDenied``, ``ValidationError`` when the group is gone, or ``until`` has
    passed or has no group.
    """
    found = many.begin(customers, by=by, right="change_customer")
    (group,) = labels.locked(CustomerGroup, group)
    moving.check(group, until)
    return moving.move(list(found), moving.Standing(group, until, by_rule), "group.assigned", by=by)


def sizes() -> dict[int, labels.Size]:
    """Return how many customers each group has, in one query; groups without people are not named."""
    members = Customer.objects.shoppers().filter(group__isnull=False).order_by()
    return labels.sizes(members.values_list("group", "state").annotate(Count("pk")))


def of(user: Any) -> CustomerGroup | None:
    """Return the group of whoever is looking; ``None`` for visitors, and for accounts whose group is none or has ended.

    Nothing more is asked where the prices of ``user`` are known already.
    """
    buyer = buyers.of(user)
    return buyer.current_group if buyer else None


@transaction.atomic
def _dissolve(group: CustomerGroup, target: CustomerGroup | None, kind: str, by: Any) -> int:
    labels.require(group, by)
    labels.hold(many.pks_of(Customer.objects.filter(group=group)))
    group, target = labels.two(CustomerGroup, group, target)
    members = Customer.objects.filter(group=group)
    pks = many.pks_of(members.shoppers())
    moving.hand_over(pks, target, by=by)
    # What is left are staff and deleted accounts: nobody puts them into a group from here.
    members.update(group=None, group_key="", group_until=None, group_by_rule=False)
    facts = {"group": group.pk, "name": group.name, "moved_to": target, "customers": len(pks)}
    activity.record(None, kind, by=by, facts=facts)
    if len(pks) <= labels.FEW:
        for customer in Customer.objects.filter(pk__in=pks).order_by("pk"):
            signals.customer_group_changed.send(sender=Customer, customer=customer, old=group, new=target, by=by)
    into = target if kind == "group.merged" else None
    offers.follow(group, into=into, by=by)
    price_lists.follow(group, into=into, by=by)
    price_lists.reprice_people(pks, by=None)
    signals.group_deleted.send(sender=CustomerGroup, group=group, moved_to=target, by=by)
    # By a query, so that group keeps its key for those who look at it after the transaction.
    CustomerGroup.objects.filter(pk=group.pk).delete()
    return len(pks)
