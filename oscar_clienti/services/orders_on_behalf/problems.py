"""What is to be ordered, line by line, and what stands in the way of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Item:
    """A line as it is shown; ``problem`` says why it can't be ordered so."""

    line: Any
    unit: Decimal | None
    total: Decimal | None
    before: Decimal | None
    problem: str


def items_of(basket: Any, strategy: Any) -> Iterator[Item]:
    """Every line, with what it costs and whether so many of it can be had."""
    ordered: dict[Any, int] = {}
    for line in basket.all_lines():
        ordered[line.stockrecord_id] = ordered.get(line.stockrecord_id, 0) + line.quantity
    for line in basket.all_lines():
        info = strategy.fetch_for_line(line)
        allowed, reason = info.availability.is_purchase_permitted(ordered[line.stockrecord_id])
        if not line.product.is_public or not info.price.exists:
            allowed, reason = False, _("This product can't be bought any more.")
        if not info.price.exists:
            yield Item(line, None, None, None, str(reason))
            continue
        known = line.is_tax_known
        unit = line.unit_price_incl_tax if known else line.unit_price_excl_tax
        total = line.line_price_incl_tax_incl_discounts if known else line.line_price_excl_tax_incl_discounts
        before = line.line_price_incl_tax if known else line.line_price_excl_tax
        yield Item(line, unit, total, before if before != total else None, "" if allowed else str(reason))


def problems_of(
    till: Any, items: list[Item], methods: list[tuple[Any, Any]], submission: dict[str, Any]
) -> Iterator[str]:
    """What must be done first, in sentences for whoever orders; nothing when the order can be placed."""
    if not items:
        yield _("Choose at least one product.")
        return
    for item in items:
        if item.problem:
            yield _("%(product)s: %(reason)s") % {"product": item.line.product.get_title(), "reason": item.problem}
    if submission:
        yield from _idle_codes(till.basket)
    if till.basket.is_shipping_required() and till.get_shipping_address(till.basket) is None:
        yield _("Choose where it goes.")
    if submission and submission["shipping_method"] is None:
        if methods:
            yield _("The way of shipping that was chosen isn't to be had for this address: choose another.")
        else:
            yield _("Nothing can be sent to this address: there is no way of shipping.")
    elif submission and not submission["order_total"].is_tax_known:
        yield _(
            "The taxes of this order are worked out in the checkout alone: it can't be placed here. "
            "Send the customer a link instead."
        )
    if not till.request.user.is_active:
        yield _("This customer is deactivated: activate the account first.")


def _idle_codes(basket: Any) -> Iterator[str]:
    """Once the offers were looked for: Oscar would write the code down as used up, with nothing taken off for it.

    What takes something off shipping, or does something after the order, is among the applications too.
    """
    counting = [application["voucher"] for application in basket.offer_applications]
    for voucher in basket.vouchers.all():
        if voucher not in counting:
            yield _("The code “%(code)s” takes nothing off any more: take it out.") % {"code": voucher.code}
