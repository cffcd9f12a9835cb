"""Ordering for a customer: the drafts, one draft, and what is done with it."""

from .beginning import OrderDraftListView, OrderStartView
from .choosing import OrderAddressView, OrderDetailsView, OrderVoucherView
from .draft import OrderDiscardView, OrderView
from .lines import OrderLineAddView, OrderLineView
from .placing import OrderLinkView, OrderPlaceView

__all__ = [
    "OrderAddressView",
    "OrderDetailsView",
    "OrderDiscardView",
    "OrderDraftListView",
    "OrderLineAddView",
    "OrderLineView",
    "OrderLinkView",
    "OrderPlaceView",
    "OrderStartView",
    "OrderView",
    "OrderVoucherView",
]
