"""What a piece costs with the discount of a group: the basket works offers out, the product's own page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .discounts import Discount


@dataclass(frozen=True)
class Piece:
    """``price`` is what a basket with one piece says, in the terms of the shown price; ``name`` is the offer's."""

    name: str
    price: Decimal


def on_a_piece(offers: Iterable[Any], product: Any, price: Decimal) -> Piece | None:
    """Return what the first of ``offers`` that is so many per cent off, and fits ``product``, makes of ``price``."""
    for offer in sorted(offers, key=lambda offer: -offer.priority):
        if Discount(offer).is_plain and _fits(offer, product):
            left = price * (100 - offer.benefit.value) / 100
            return Piece(offer.name, left.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return None


def _fits(offer: Any, product: Any) -> bool:
    """Where the offer is for everything, its query said so already."""
    fits = offer.clienti_everything or offer.benefit.range.contains_product(product)
    return fits and product.is_discountable
