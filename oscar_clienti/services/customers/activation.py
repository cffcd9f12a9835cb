"""Letting a customer in and shutting them out."""

from typing import Any

from django.db import transaction

from ... import signals
from ...models import Customer
from .. import editing


def activate(customer: Customer, *, by: Any) -> Customer:
    """Let the customer sign in again; nothing happens to somebody who is active. Needs ``change_customer``.

    Raises ``PermissionDenied``.
    """
    return _switch(customer, True, by, "customer.activated", signals.customer_activated)


def deactivate(customer: Customer, *, by: Any) -> Customer:
    """Shut the customer out: no signing in, and every session is dead with the next click. Needs ``change_customer``.

    Who has no password gets a new unusable one, so that their sessions stay dead after a later ``activate``. A usable
    password can't be touched without losing it: its sessions live again after ``activate`` if they didn't expire
    meanwhile; setting a password ends them for good.

    Raises ``PermissionDenied``.
    """
    return _switch(customer, False, by, "customer.deactivated", signals.customer_deactivated)


def _switch(customer: Customer, active: bool, by: Any, kind: str, signal: Any) -> Customer:
    with transaction.atomic():
        current = editing.begin(customer, by=by, right="change_customer")
        user = current.user
        if user.is_active == active:
            return current
        user.is_active = active
        changed = ["is_active"]
        if not active and not user.has_usable_password():
            user.set_unusable_password()
            changed.append("password")
        user.save(update_fields=changed)
        current = editing.finish(current, kind, by=by, changes={"is_active": (not active, active)})
        signal.send(sender=Customer, customer=current, by=by)
    return current
