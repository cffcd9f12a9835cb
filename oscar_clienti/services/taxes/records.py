"""What an order was taxed by, and whom its invoice is for, written down on the day when it was placed."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ...models import Customer, GuestOrder, OrderTaxRecord
from .policy import decide

logger = logging.getLogger("oscar_clienti.taxes")

_IDENTITY = ("company", "vat_number", "vat_state", "tax_code", "sdi_code", "pec")
_REASON: int = OrderTaxRecord._meta.get_field("reason").max_length or 255


def record(order: Any) -> OrderTaxRecord | None:
    """Write down once what ``order`` was taxed by; what changes later about the customer doesn't change it.

    A guest has a record only if there is something to say. Never raises, because nobody's checkout may fail for it:
    what goes wrong is logged with the number of the order and without a word about the person.
    """
    try:
        with transaction.atomic():
            return OrderTaxRecord.objects.filter(pk=order.pk).first() or _write(order)
    except Exception as error:
        logger.error("Order %s: its tax record could not be written (%s).", order.number, type(error).__name__)
        return None


def record_receiver(order: Any, typed: Mapping[str, str]) -> None:
    """Write down whom the invoice of ``order`` is for, as it was typed for this order alone; never raises either."""
    receiver = {name: typed[name] for name in _IDENTITY if typed.get(name)}
    if not receiver:
        return
    try:
        with transaction.atomic():
            OrderTaxRecord.objects.update_or_create(order=order, defaults=receiver)
    except Exception as error:
        logger.error("Order %s: the receiver of its invoice is lost (%s).", order.number, type(error).__name__)


def _write(order: Any) -> OrderTaxRecord | None:
    # Who bought as a guest was taxed as one, also when the order has found its owner since.
    guests = order.guest_email and order.user_id and GuestOrder.objects.filter(pk=order.pk).exists()
    user = None if guests else order.user
    decision = decide(user, address=order.shipping_address)
    if decision.exempt and order.total_tax != 0:
        logger.error("Order %s: the customer is exempt from taxes, but the order has some.", order.number)
    customer = Customer.objects.select_related("group").filter(pk=user.pk).first() if user else None
    if customer is None and not decision.exempt:
        return None
    known = _identity(customer) if customer else {}
    facts = {"exempt": decision.exempt, "reason": str(decision.reason)[:_REASON], **known}
    return OrderTaxRecord.objects.get_or_create(order=order, defaults=facts)[0]


def _identity(customer: Customer) -> dict[str, Any]:
    group = customer.current_group
    return {name: getattr(customer, name) for name in _IDENTITY} | {"group_name": group.name if group else ""}
