"""For the shop's pages: how many messages wait for the customer."""

from typing import Any

from django import template

from ..services import buyers, conversations

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_messages(context: Any) -> int:
    """``{% unread_messages as number %}``: of whoever is signed in; asked once for a page."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    if not hasattr(request, "_clienti_unread"):
        customer = buyers.of(user)
        request._clienti_unread = conversations.unread_by_customer(customer) if customer else 0
    return int(request._clienti_unread)
