"""What waits for somebody: calls, conversations, orders of guests. The dashboard's first page and the list tell it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext_lazy

from ..services import conversations, guest_orders, notes
from .rights import may


@dataclass(frozen=True)
class Queue:
    """A page where things wait, who may see it, and how many there are; ``query`` is what its address ends with."""

    page: str
    right: str
    icon: str
    words: Any
    count: Callable[[], int]
    query: str = ""


@dataclass(frozen=True)
class Waiting:
    """A queue in which something waits: its address, icon, and how many in words."""

    url: str
    icon: str
    words: str


QUEUES = (
    Queue(
        "dashboard:customer-follow-ups", "view_note", "fas fa-phone",
        ngettext_lazy("%(number)s call until today", "%(number)s calls until today", "number"), notes.due_count,
    ),
    Queue(
        "dashboard:customer-conversation-list", "view_conversation", "fas fa-comments",
        ngettext_lazy("%(number)s conversation to read", "%(number)s conversations to read", "number"),
        conversations.unread_by_staff, "?show=unread",
    ),
    Queue(
        "dashboard:customer-conversation-list", "view_conversation", "fas fa-exclamation-circle",
        ngettext_lazy(
            "%(number)s conversation with an unsent message", "%(number)s conversations with unsent messages", "number"
        ),
        conversations.unsent_by_us, "?show=unsent",
    ),
    Queue(
        "dashboard:customer-guest-orders", guest_orders.RIGHT, "fas fa-user-clock",
        ngettext_lazy("%(number)s guest order to decide", "%(number)s guest orders to decide", "number"),
        lambda: guest_orders.waiting().count(),
    ),
)  # fmt: skip


def waiting(user: Any) -> list[Waiting]:
    """The queues that ``user`` may work off and where something waits."""
    # Each of them leads on to customers.
    open_to = [queue for queue in QUEUES if may(user, "view_customer") and may(user, queue.right)]
    counted = ((queue, queue.count()) for queue in open_to)
    return [
        Waiting(reverse(queue.page) + queue.query, queue.icon, queue.words % {"number": number})
        for queue, number in counted
        if number
    ]
