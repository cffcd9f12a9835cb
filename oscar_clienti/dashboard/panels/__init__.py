"""The tabs of the profile, in order; a store adds its own with ``panels.register``."""

from .base import Panel, panels  # noqa: I001  The order of these lines is the order of the tabs.
from . import orders, overview, notes, addresses, reviews, emails, sign_in, consents, prices, activity  # noqa: F401

__all__ = ["Panel", "panels"]
