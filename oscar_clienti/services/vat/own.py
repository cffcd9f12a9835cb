"""What shoppers say themselves about whom their invoices are for."""

from collections.abc import Mapping
from typing import Any

from ...models import Customer
from .. import buyers, customers
from ..customers.fields import INVOICE


def customer_of(user: Any) -> Customer | None:
    """The customer row that this shopper may write; ``None`` for guests, for staff, and where there is none yet.

    No question of its own: the prices on the page have asked already.
    """
    customer = buyers.of(user)
    if customer is None or not customer.is_reachable or user.is_staff or user.is_superuser:
        return None
    return customer


def known(customer: Customer | None) -> dict[str, str]:
    """What is stored, by field; nothing for nobody."""
    return {name: getattr(customer, name) if customer else "" for name in INVOICE}


def keep(user: Any, values: Mapping[str, str]) -> Customer:
    """Store what the shopper typed about themselves.

    Raises ``PermissionDenied`` for staff and partners, ``ValidationError`` with the messages of each field.
    """
    typed: dict[str, Any] = {name: values[name] for name in INVOICE if name in values}
    saved = customers.update(Customer.objects.get(pk=user.pk), by=user, **typed)
    buyers.forget(user)
    return saved
