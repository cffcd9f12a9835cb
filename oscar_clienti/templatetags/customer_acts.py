"""What can be done with a customer, on pages that are not ours: ``{% load customer_acts %}``."""

from collections.abc import Sequence
from typing import Any

from django import template

from ..dashboard.row_actions import RowAction, RowMenu
from ..models import Customer

register = template.Library()

# What makes sense beside an order; the rest is on the profile, which comes first.
_BESIDE_AN_ORDER = ("open", "log-in-as")


@register.simple_tag(takes_context=True)
def customer_acts(context: Any, customer_id: int | None) -> Sequence[tuple[RowAction, str]]:
    """The acts beside an order of this customer that the viewer may do, with their addresses.

    Nothing for guests, staff and deleted accounts.
    """
    customer = Customer.objects.shoppers().filter(pk=customer_id).first() if customer_id else None
    if customer is None:
        return []
    menu = RowMenu(context["request"].user).of(customer)
    return [(action, address) for action, address in menu if action.key in _BESIDE_AN_ORDER]
