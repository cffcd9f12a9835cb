"""Conversations: writing, sending, receiving, reading, and looking after them."""

from . import limits, ready_texts
from .forgetting import forget
from .links import alive, look_up, over, sweep
from .owners import address_of
from .placing import LONGEST, MOST_FILES, AlreadyWritten
from .reading import (
    for_staff,
    marked,
    menu_label,
    of_customer,
    seen_by_customer,
    seen_by_staff,
    unread_by_customer,
    unread_by_staff,
    unread_of,
    unsent_by_us,
    with_unsent,
)
from .receiving import contact, reply
from .sending import can_retry, resume, retry, send, waiting
from .steering import assign, attach, close, colleagues, reopen
from .writing import answer, remark, start

__all__ = [
    "LONGEST",
    "MOST_FILES",
    "AlreadyWritten",
    "address_of",
    "alive",
    "answer",
    "assign",
    "attach",
    "can_retry",
    "close",
    "colleagues",
    "contact",
    "for_staff",
    "forget",
    "limits",
    "look_up",
    "marked",
    "menu_label",
    "of_customer",
    "over",
    "ready_texts",
    "remark",
    "reopen",
    "reply",
    "resume",
    "retry",
    "seen_by_customer",
    "seen_by_staff",
    "send",
    "start",
    "sweep",
    "unread_by_customer",
    "unread_by_staff",
    "unread_of",
    "unsent_by_us",
    "waiting",
    "with_unsent",
]
