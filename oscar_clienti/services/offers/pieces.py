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
    if any(_meddles(other, offer, product) for other in [*in_turn, *others()]):
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


def _meddles(other: Any, offer: Any, product: Any) -> bool:
    """As Oscar's basket lets offers meet: the higher priority first, and an exclusive one keeps its items to itself."""
    adds = not (other.exclusive or offer.exclusive)
    if other.pk == offer.pk or not (other.priority > offer.priority or adds):
        return False
    range_ = other.benefit.range
    return range_ is not None and range_.contains_product(product)
