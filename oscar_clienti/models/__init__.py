"""The nouns of the Customers section."""

from .activity import Activity
from .consents import Channel, ConsentEvent, ConsentState
from .customers import Customer, ForeignSpending, State
from .groups import CustomerGroup
from .preferences import ListPreference
from .sync import SyncRun
from .tags import Tag

__all__ = [
    "Activity",
    "Channel",
    "ConsentEvent",
    "ConsentState",
    "Customer",
    "CustomerGroup",
    "ForeignSpending",
    "ListPreference",
    "State",
    "SyncRun",
    "Tag",
]
