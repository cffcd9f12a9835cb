"""Everything that happened with one customer, in one list; a store adds to it with ``timeline_sources.register``."""

from . import activity, emails, orders  # noqa: F401, I001  They register themselves.
from .base import Entry, Reader, RowsSource, TimelineSource, timeline_sources
from .merging import Page, page

__all__ = ["Entry", "Page", "Reader", "RowsSource", "TimelineSource", "page", "timeline_sources"]
