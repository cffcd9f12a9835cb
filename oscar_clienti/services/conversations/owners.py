"""Whose conversation is it, and where is the other side reached?"""

from typing import Any

from oscar.core.loading import get_model

from ...models import Conversation, Customer, State
from ..customers.email_locks import canonical
from ..guest_orders import people


def address_of(conversation: Conversation) -> str:
    """The e-mail address of the other side as it is now; empty where there is none."""
    if conversation.customer is None:
        return conversation.email
    # The account's own: a copy may be a moment old.
    return str(conversation.customer.user.email or "")


def is_at(conversation: Conversation, email: str) -> bool:
    """Is the other side still reached at ``email``?"""
    now = address_of(conversation)
    return bool(now) and canonical(now) == canonical(email)


def may_answer(conversation: Conversation) -> bool:
    """May the other side write in it? Customers who were shut out, and what is left of deleted accounts, may not."""
    return conversation.customer is None or conversation.customer.state == State.ACTIVE


def verified_owner(email: str) -> Customer | None:
    """The one customer who has proved to read this address; ``None`` for all others, the shop's own people too."""
    found = [person for person in people.of([email]).get(canonical(email), []) if person.verified]
    if len(found) != 1 or not found[0].reachable:
        return None
    return Customer.objects.shoppers().select_related("user").filter(pk=found[0].pk).first()


def order_of(number: str, *, customer: Customer | None, email: str) -> Any | None:
    """The order of that number if it is the customer's, or was placed as a guest with the same address."""
    order = get_model("order", "Order")._default_manager.filter(number=number).first() if number else None
    if order is None:
        return None
    if customer is not None and order.user_id == customer.pk:
        return order
    is_guest = order.user_id is None and bool(order.guest_email) and bool(email)
    return order if is_guest and canonical(order.guest_email) == canonical(email) else None
