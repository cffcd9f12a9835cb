"""The right travels with the change: every service asks here, so that every door behaves alike."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ..models import Customer


def require(by: Any, right: str) -> None:
    """Let ``by`` pass if they hold ``oscar_clienti.<right>``; ``None`` is the shop itself (receivers, commands).

    Raises ``PermissionDenied``.
    """
    if by is not None and not (by.is_active and by.has_perm(f"oscar_clienti.{right}")):
        raise PermissionDenied(_("You don't have the right to do this."))


def require_reachable(customer: Customer) -> None:
    """Refuse staff, superusers, partners and deleted accounts; raises ``PermissionDenied``."""
    if not customer.is_reachable:
        raise PermissionDenied(_("This account can't be changed here."))


def works_here(user: Any) -> bool:
    """Is this staff, a superuser or a partner? Looks at the account itself: the customer's row may be a moment old."""
    return bool(user.is_staff or user.is_superuser or user.partners.exists())


def name_of(by: Any) -> str:
    """The name to write down for ``by``, so that it can be read when the account is gone."""
    return "" if by is None else (by.get_full_name() or getattr(by, "email", "") or by.get_username())[:255]
