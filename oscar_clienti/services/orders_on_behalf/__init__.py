"""Ordering for a customer: put together by the shop, priced and placed by the shop's own checkout as if she did it."""

from .acts import HISTORY, PLACE, SEND
from .choosing import (
    NoteChanged,
    add_voucher,
    addresses_of,
    choose_address,
    choose_shipping,
    remove_voucher,
    write_note,
)
from .drafts import discard, forget, going, start
from .lines import add_line, change_line
from .links import Taken, bought, find, is_in_basket, send_link, take
from .placing import place
from .problems import Item
from .quoting import Quote, opened, quote

__all__ = [
    "HISTORY",
    "PLACE",
    "SEND",
    "Item",
    "NoteChanged",
    "Quote",
    "Taken",
    "add_line",
    "add_voucher",
    "addresses_of",
    "bought",
    "change_line",
    "choose_address",
    "choose_shipping",
    "discard",
    "find",
    "forget",
    "going",
    "is_in_basket",
    "opened",
    "place",
    "quote",
    "remove_voucher",
    "send_link",
    "start",
    "take",
    "write_note",
]
