"""What offers take off the goods of somebody who pays no taxes, in whole cents."""

from decimal import ROUND_DOWN, ROUND_HALF_UP
from typing import Any

from .prices import CENT, is_untaxed


def settle(basket: Any) -> None:
    """Bring the discounts of untaxed lines to whole cents, so that with and without taxes every line costs the same.

    Oscar leaves fractions of a cent on a line of which so many per cent are taken off, and rounds the one side line by
    line, the other when all are added up (basket/abstract_models.py, ``line_price_excl_tax_incl_discounts``): between
    them a cent of tax would appear. Here the whole is rounded, half a cent up, and the lines share it: those that lose
    most by rounding down get the cents that are left over.
    """
    lines = [line for line in basket.all_lines() if line.discount_value and is_untaxed(line.purchase_info.price)]
    exact = [max(line.line_price_excl_tax - line.discount_value, CENT * 0) for line in lines]
    shares = [price.quantize(CENT, ROUND_DOWN) for price in exact]
    left = int((sum(exact, CENT * 0).quantize(CENT, ROUND_HALF_UP) - sum(shares)) / CENT)
    by_loss = sorted(range(len(lines)), key=lambda at: shares[at] - exact[at])
    for at in by_loss[:left]:
        shares[at] += CENT
    for line, price, share in zip(lines, exact, shares, strict=True):
        if price != share:
            with_tax = bool(line.discounts.incl_tax)
            # Of no offer: Oscar writes what an offer took off by the offer's own sum.
            line.discounts.discount(price - share, 0, incl_tax=with_tax, offer=None)
