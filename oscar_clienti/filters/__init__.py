"""Which customers: the one spelling that the list, bulk acts, segments, exports and messages share."""

from . import contact, exemptions, extra_fields, money, people, search  # noqa: F401  They register themselves.
from .base import Chip, Filter, filters
from .customers import CustomerFilter

__all__ = ["Chip", "CustomerFilter", "Filter", "filters"]
