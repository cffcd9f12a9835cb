"""The addresses of a customer, in Oscar's address book."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ..models import Customer
from . import activity, editing, in_person, sync

_CLOSED = ("id", "user", "hash", "search_text", "date_created", "num_orders_as_shipping_address",
           "num_orders_as_billing_address")  # fmt: skip
_DEFAULTS = ("is_default_for_shipping", "is_default_for_billing")
_Book = dict[Any, Any]


def add(customer: Customer, *, by: Any, **fields: Any) -> Any:
    """Put an address into the customer's book and return it. Needs ``change_customer``.

    Takes the fields of Oscar's ``UserAddress``. A new default takes the place of the old one.

    Raises ``PermissionDenied``, ``ValidationError`` (also for an address that is there), ``TypeError``.
    """
    with transaction.atomic():
        current = editing.begin(customer, by=by, right="change_customer")
        address = get_model("address", "UserAddress")(user=current.user)
        _save(address, fields)
        _record(current, "address.added", by, facts={"address": address.summary})
    return address


def update(address: Any, *, by: Any, **fields: Any) -> Any:
    """Change an address and return it afresh. Needs ``change_customer``.

    Raises ``PermissionDenied``, ``ValidationError``, ``TypeError``.
    """
    with transaction.atomic():
        current, address = _open(address, by)
        before = {name: getattr(address, name) for name in fields}
        _save(address, fields)
        changes = {name: (old, getattr(address, name)) for name, old in before.items() if getattr(address, name) != old}
        if changes:
            _record(current, "address.changed", by, changes=changes, facts={"address": address.summary})
    return address


def delete(address: Any, *, by: Any) -> None:
    """Take an address out of the book; orders keep their own copies. Needs ``change_customer``.

    Raises ``PermissionDenied``.
    """
    with transaction.atomic():
        current, address = _open(address, by)
        summary = address.summary
        address.delete()
        _record(current, "address.deleted", by, facts={"address": summary})


def set_default(address: Any, *, by: Any, shipping: bool = False, billing: bool = False) -> Any:
    """Make an address the default for ``shipping``, for ``billing`` or both, in the place of the old one.

    Needs ``change_customer``. Raises ``PermissionDenied``.
    """
    chosen = {"is_default_for_shipping": shipping, "is_default_for_billing": billing}
    return update(address, by=by, **{name: True for name, wanted in chosen.items() if wanted})


@contextmanager
def watched(owner: Any, *, by: Any) -> Iterator[None]:
    """Write down, as the doing of ``by``, what changes in the book of the user ``owner`` inside: one transaction.

    For Oscar's own pages, which ask nobody's right and tell nobody. Of the shop's own people nothing is written down.
    """
    with in_person.held(owner) as customer:
        before = _book(owner) if customer else {}
        yield
        if customer:
            _tell(customer, before, _book(owner), by)


def _book(owner: Any) -> _Book:
    addresses = get_model("address", "UserAddress")._default_manager.filter(user=owner.pk)
    return {address.pk: address for address in addresses.select_related("country").order_by("pk")}


def _tell(customer: Customer, before: _Book, after: _Book, by: Any) -> None:
    for pk, address in after.items():
        facts = {"address": address.summary}
        if pk not in before:
            _record(customer, "address.added", by, facts=facts)
        elif changes := _changes(before[pk], address, after):
            _record(customer, "address.changed", by, changes=changes, facts=facts)
    for pk in before.keys() - after.keys():
        _record(customer, "address.deleted", by, facts={"address": before[pk].summary})


def _changes(old: Any, new: Any, book: _Book) -> editing.Changes:
    fields = [field for field in new._meta.concrete_fields if field.name not in _CLOSED]
    names = [field.name for field in fields if getattr(old, field.attname) != getattr(new, field.attname)]
    return {name: (getattr(old, name), getattr(new, name)) for name in names if not _gave_way(name, new, book)}


def _gave_way(name: str, address: Any, book: _Book) -> bool:
    """Is it the default no more because another is? That is told of the other."""
    if name not in _DEFAULTS or getattr(address, name):
        return False
    return any(getattr(other, name) for other in book.values())


def _open(address: Any, by: Any) -> tuple[Customer, Any]:
    """The customer's row is what two acts at once wait for: so there is one default at any time."""
    customer = editing.begin(Customer(pk=address.user_id), by=by, right="change_customer")
    return customer, type(address)._default_manager.select_for_update().get(pk=address.pk, user=customer.pk)


def _save(address: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        _require_field(address, name)
        setattr(address, name, editing.text(value) if isinstance(value, str) else value)
    address.full_clean(exclude=["hash", "search_text"], validate_unique=False, validate_constraints=False)
    twins = type(address)._default_manager.filter(user=address.user_id, hash=address.generate_hash())
    if twins.exclude(pk=address.pk).exists():
        raise ValidationError(_("The customer has this address already."), code="duplicate")
    address.save()


def _require_field(address: Any, name: str) -> None:
    try:
        if name not in _CLOSED and address._meta.get_field(name).concrete:
            return
    except FieldDoesNotExist:
        pass
    raise TypeError(f"An address has no field {name!r} to set.")


def _record(customer: Customer, kind: str, by: Any, **words: Any) -> None:
    activity.record(customer, kind, by=by, **words)
    sync.refresh([customer.pk])
