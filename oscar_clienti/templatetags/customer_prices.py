"""What stands beside a price: ``{% load customer_prices %}``."""

from typing import Any

from django import template

from ..shop import offers, pricing

register = template.Library()


@register.inclusion_tag("oscar_clienti/shop/_discounted.html", takes_context=True)
def discounted_price(context: Any, product: Any) -> dict[str, Any]:
    """What one piece of ``product`` costs in the basket, with the discount of the customer's group.

    To be written after the price itself; it says nothing where there is no such discount.
    """
    request = context.get("request")
    price = pricing.last_price(getattr(request, "strategy", None), product)
    piece = offers.on_a_piece(request.user, product, price) if price is not None else None
    return {"piece": piece, "currency": getattr(price, "currency", None)}
