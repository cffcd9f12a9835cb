"""Who pays taxes, who doesn't, and why: the policy, the particulars of an exemption, what an order was taxed by."""

from .certificates import content_type
from .exemptions import change, clear, end, grant, restore
from .expiry import expire, over
from .notes import note_many
from .policy import TaxDecision, country_of_delivery, decide
from .records import record, record_receiver

__all__ = [
    "TaxDecision",
    "change",
    "clear",
    "content_type",
    "country_of_delivery",
    "decide",
    "end",
    "expire",
    "grant",
    "note_many",
    "over",
    "record",
    "record_receiver",
    "restore",
]
