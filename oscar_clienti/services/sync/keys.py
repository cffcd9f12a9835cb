"""Renaming or deleting a group or a tag changes the sort keys of all who have it: one statement, however many."""

from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from oscar_clienti.models import Customer, CustomerGroup, State, Tag

from .copies import lowest_tag


def group_renamed(group: CustomerGroup) -> None:
    """Write the group's key on its members."""
    _everybody().filter(group=group).exclude(group_key=group.name_key).update(group_key=group.name_key)


def group_deleted(group: CustomerGroup) -> None:
    """Take the key off those who were members, and what was said of their membership."""
    gone = {"group_key": "", "group_until": None, "group_by_rule": False}
    _everybody().filter(group=None, group_key=group.name_key).update(**gone)


def tag_renamed(tag: Tag) -> None:
    """Find the first tag of all who wear this one anew."""
    worn = Customer.tags.through.objects.filter(tag=tag)
    _find_first_tag(Customer.objects.filter(pk__in=worn.values("customer")))


def tag_deleted(tag: Tag) -> None:
    """Find the first tag of those anew for whom it was this one."""
    _find_first_tag(_everybody().filter(tag_key=tag.name_key))


def _find_first_tag(customers: QuerySet) -> None:
    customers.update(tag_key=Coalesce(lowest_tag(OuterRef("pk")), Value("")))


def _everybody() -> QuerySet:
    """All states by name, because every index starts with the state."""
    return Customer.objects.filter(state__in=State.values)
