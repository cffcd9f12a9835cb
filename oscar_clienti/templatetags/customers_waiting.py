"""What waits for somebody in the Customers section, on the dashboard's first page: ``{% load customers_waiting %}``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from ..dashboard.rights import may
from ..services import conversations, guest_orders, notes

register = template.Library()


@dataclass(frozen=True)
class Queue:
    """A page where things wait, who may see it, and how many there are."""

    page: str
    right: str
    icon: str
    words: Any
    count: Callable[[], int]


QUEUES = (
    Queue(
        "customer-follow-ups", "view_note", "fas fa-phone",
        ngettext_lazy("%(number)s call until today", "%(number)s calls until today", "number"), notes.due_count,
    ),
    Queue(
        "customer-conversation-list", "view_conversation", "fas fa-comments",
        ngettext_lazy("%(number)s conversation to read", "%(number)s conversations to read", "number"),
        conversations.unread_by_staff,
    ),
    Queue(
        "customer-guest-orders", guest_orders.RIGHT, "fas fa-user-clock",
        ngettext_lazy("%(number)s guest order to decide", "%(number)s guest orders to decide", "number"),
        lambda: guest_orders.waiting().count(),
    ),
)  # fmt: skip


@register.simple_tag(takes_context=True)
def customers_waiting(context: Any) -> list[tuple[str, str, str | Promise]]:
    """The address, icon and words of each queue that the viewer may work off and where something waits."""
    user = context["request"].user
    # Each of them leads on to customers.
    open_to = [queue for queue in QUEUES if may(user, "view_customer") and may(user, queue.right)]
    counted = ((queue, queue.count()) for queue in open_to)
    return [
        (reverse(f"dashboard:{queue.page}"), queue.icon, queue.words % {"number": number})
        for queue, number in counted
        if number
    ]
