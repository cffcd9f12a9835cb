"""Letting customers in and shutting them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Case, CharField, Expression, F, Value, When
from django.db.models.functions import Cast, Concat
from django.dispatch import Signal
from django.utils.crypto import get_random_string

from ... import signals
from ...models import Customer, State
from .. import activity, editing, many


@dataclass(frozen=True)
class _Act:
    active: bool
    kind: str
    signal: Signal

    @property
    def changes(self) -> dict[str, tuple[bool, bool]]:
        return {"is_active": (not self.active, self.active)}

    def announce(self, customer: Customer, by: Any) -> None:
        signal = self.signal
        signal.send(sender=Customer, customer=customer, by=by)


_ACTIVATE = _Act(True, "customer.activated", signals.customer_activated)
_DEACTIVATE = _Act(False, "customer.deactivated", signals.customer_deactivated)


def activate(customer: Customer, *, by: Any) -> Customer:
    """Let the customer sign in again; nothing happens to somebody who is active. Needs ``change_customer``.

    Raises ``PermissionDenied``.
    """
    return _switch(customer, _ACTIVATE, by)


def deactivate(customer: Customer, *, by: Any) -> Customer:
    """Shut the customer out: no signing in, and every session is dead with the next click. Needs ``change_customer``.

    Who has no password gets a new unusable one, so that their sessions stay dead after a later ``activate``. A usable
    password can't be touched without losing it: its sessions live again after ``activate`` if they didn't expire
    meanwhile; setting a password ends them for good.

    Raises ``PermissionDenied``.
    """
    return _switch(customer, _DEACTIVATE, by)


def activate_many(customers: many.Customers, *, by: Any) -> list[int]:
    """Like ``activate`` for many, in few statements; returns the keys of those who were inactive.

    Accounts of staff and partners and deleted ones are left out. Django's ``post_save`` is not sent for the users.
    Raises ``PermissionDenied``.
    """
    return _switch_many(customers, _ACTIVATE, by)


def deactivate_many(customers: many.Customers, *, by: Any) -> list[int]:
    """Like ``deactivate`` for many, in few statements; returns the keys of those who were active.

    Accounts of staff and partners and deleted ones are left out. Django's ``post_save`` is not sent for the users.
    Raises ``PermissionDenied``.
    """
    return _switch_many(customers, _DEACTIVATE, by)


@transaction.atomic
def _switch(customer: Customer, act: _Act, by: Any) -> Customer:
    current = editing.begin(customer, by=by, right="change_customer")
    user = current.user
    if user.is_active == act.active:
        return current
    user.is_active = act.active
    changed = ["is_active"]
    if not act.active and not user.has_usable_password():
        user.set_unusable_password()
        changed.append("password")
    user.save(update_fields=changed)
    current = editing.finish(current, act.kind, by=by, changes=act.changes)
    act.announce(current, by)
    return current


@transaction.atomic
def _switch_many(customers: many.Customers, act: _Act, by: Any) -> list[int]:
    found = many.begin(customers, by=by, right="change_customer")
    switched: list[int] = []
    for batch in many.batches(list(found)):
        switched += _switch_batch(batch, act)
    changes = act.changes
    activity.record_many(((pk, changes) for pk in switched), act.kind, by=by)
    for customer in many.afresh(switched, listening_to=act.signal):
        act.announce(customer, by)
    return switched


def _switch_batch(pks: Sequence[int], act: _Act) -> list[int]:
    users = get_user_model()._default_manager
    others = users.select_for_update().filter(many.Among("pk", pks), is_active=not act.active)
    switched = list(others.order_by("pk").values_list("pk", flat=True))
    written: dict[str, Any] = {"is_active": act.active}
    if not act.active:
        written["password"] = _passwords_that_end_sessions()
    users.filter(many.Among("pk", switched)).update(**written)
    state = State.ACTIVE if act.active else State.INACTIVE
    Customer.objects.filter(many.Among("pk", switched)).update(state=state, version=F("version") + 1)
    return switched


def _passwords_that_end_sessions() -> Expression:
    """A usable password stays; an unusable one becomes another that nobody can guess, a different one for each."""
    another = Concat(Value(UNUSABLE_PASSWORD_PREFIX + get_random_string(32)), Cast("pk", CharField()))
    return Case(When(password__startswith=UNUSABLE_PASSWORD_PREFIX, then=another), default=F("password"))
