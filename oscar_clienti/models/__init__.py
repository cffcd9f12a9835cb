"""The nouns of the Customers section."""

from .activity import Activity
from .consents import Channel, ConsentEvent, ConsentState
from .conversations import (
    Conversation,
    ConversationState,
    Delivery,
    Failure,
    Message,
    MessageFile,
    MessageKind,
    Origin,
    ReadyText,
    ReplyLink,
    Way,
)
from .customers import Customer, ForeignSpending, State
from .email_locks import EmailLock
from .exemptions import TaxExemption
from .extra_fields import ExtraAnswer, ExtraChoice, ExtraField
from .groups import CustomerGroup, JoiningRule
from .guest_orders import GuestOrder, GuestOrderReason, GuestOrderState
from .imports import ImportMapping
from .jobs import ChunkState, Job, JobChunk, JobState
from .log_in_as import Visit, VisitChoice, VisitEnd, VisitRefusal
from .mailings import DeliveryReason, DeliveryState, Mailing, MailingDelivery, MailingKind
from .notes import AlertColour, Note, NoteFile
from .offers import OfferAudience
from .orders import OrderTaxRecord
from .orders_on_behalf import StaffOrder, StaffOrderState
from .preferences import ListPreference
from .price_lists import PriceList, PriceListLine
from .segments import Segment
from .sign_in import SignInLink
from .sync import SyncRun
from .tags import Tag
from .vat import VatCheck, VatState

__all__ = [
    "Activity",
    "AlertColour",
    "Channel",
    "ChunkState",
    "ConsentEvent",
    "ConsentState",
    "Conversation",
    "ConversationState",
    "Customer",
    "CustomerGroup",
    "Delivery",
    "DeliveryReason",
    "DeliveryState",
    "EmailLock",
    "ExtraAnswer",
    "ExtraChoice",
    "ExtraField",
    "Failure",
    "ForeignSpending",
    "GuestOrder",
    "GuestOrderReason",
    "GuestOrderState",
    "ImportMapping",
    "Job",
    "JobChunk",
    "JobState",
    "JoiningRule",
    "ListPreference",
    "Mailing",
    "MailingDelivery",
    "MailingKind",
    "Message",
    "MessageFile",
    "MessageKind",
    "Note",
    "NoteFile",
    "OfferAudience",
    "OrderTaxRecord",
    "Origin",
    "PriceList",
    "PriceListLine",
    "ReadyText",
    "ReplyLink",
    "Segment",
    "SignInLink",
    "StaffOrder",
    "StaffOrderState",
    "State",
    "SyncRun",
    "Tag",
    "TaxExemption",
    "VatCheck",
    "VatState",
    "Visit",
    "VisitChoice",
    "VisitEnd",
    "VisitRefusal",
    "Way",
]
