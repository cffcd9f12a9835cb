"""What a piece costs with the discount of a group: the basket works offers out, the product's own page tells it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .discounts import Discount


@dataclass(frozen=True)
class Piece:
    """``price`` is what a basket with one piece says, in the terms of the shown price; ``name`` is the offer's."""

    name: str
    price: Decimal


def on_a_piece(
    offers: Iterable[Any], product: Any, price: Decimal, others: Callable[[], Iterable[Any]] = list
) -> Piece | None:
    """Return what the first of ``offers`` that is so many per cent off, and fits ``product``, makes of ``price``.

    Nothing is promised where a basket may say something else: when the offer ends after so much money or so many times,
    and when another offer for the product, of ``offers`` or of ``others``, comes before it or adds to it.
    """
    in_turn = sorted(offers, key=lambda offer: -offer.priority)
    offer = next((offer for offer in in_turn if Discount(offer).is_plain and _fits(offer, product)), None)
    if offer is None or _is_capped(offer):
        return None
    at = in_turn.index(offer)
    earlier = [*in_turn[:at], *(other for other in others() if other.priority > offer.priority)]
    # An exclusive offer keeps its items to itself; two others add up.
    later = [other for other in [*in_turn[at + 1 :], *others()] if not (other.exclusive or offer.exclusive)]
    if any(_touches(other, product) for other in [*earlier, *later]):
        return None
    left = price * (100 - offer.benefit.value) / 100
    return Piece(offer.name, left.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _fits(offer: Any, product: Any) -> bool:
    """Where the offer is for everything, its query said so already."""
    fits = offer.clienti_everything or offer.benefit.range.contains_product(product)
    return fits and product.is_discountable


def _is_capped(offer: Any) -> bool:
    caps = (offer.max_discount, offer.max_global_applications, offer.max_user_applications)
    return any(cap is not None for cap in caps)


def _touches(offer: Any, product: Any) -> bool:
    range_ = offer.benefit.range
    return range_ is not None and range_.contains_product(product)
