"""What the activity says of the whole shop: narrowed, page by page, into a file, and forgotten when it is old."""

from .asking import CUSTOMERS, THE_SHOP, Asked
from .exporting import export
from .groups import OTHER, KindGroup, group_of, kind_groups, kinds_in
from .keeping import limit, over, sweep
from .places import Before, Place
from .reading import Window, batches, count, window

__all__ = [
    "CUSTOMERS",
    "OTHER",
    "THE_SHOP",
    "Asked",
    "Before",
    "KindGroup",
    "Place",
    "Window",
    "batches",
    "count",
    "export",
    "group_of",
    "kind_groups",
    "kinds_in",
    "limit",
    "over",
    "sweep",
    "window",
]
