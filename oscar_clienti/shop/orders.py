"""Oscar asks ``order.email`` and ``order.is_anonymous`` to know where to write; of a deleted account it asks wrongly.

An order keeps its link to the anonymised account, and its ``guest_email`` holds the address at which the buyer may
still be told that the parcel is on its way. Both properties answer for such an order as for a guest's. Models can't be
mixed by Oscar's class loader, hence the two properties are wrapped, whatever order model the shop has.
"""

from typing import Any

from oscar.core.loading import get_model

from ..services.erasure import DOMAIN


def of_deleted_account(order: Any) -> bool:
    """Was the account that placed ``order`` deleted, while its address was kept on the order?"""
    return bool(order.guest_email and order.user_id and order.user.email.endswith(f"@{DOMAIN}"))


def install() -> None:
    """Wrap the two properties; called once by ``apps.py``, harmless when called again."""
    Order = get_model("order", "Order")
    if getattr(Order, "_clienti_wrapped", False):
        return
    Order._clienti_wrapped = True
    Order.email = _or_else(Order, "email", lambda order: order.guest_email)
    Order.is_anonymous = _or_else(Order, "is_anonymous", lambda order: True)


def _or_else(Order: type, name: str, answer: Any) -> property:
    theirs = getattr(Order, name)
    return property(
        lambda order: answer(order) if of_deleted_account(order) else theirs.__get__(order), doc=theirs.__doc__
    )
