"""Keeping the copied columns of the customer row true."""

from .health import Drift, check, make_missing, missing_sample, repair_missing
from .keys import group_deleted, group_renamed, tag_deleted, tag_renamed
from .newcomers import copies_of
from .refreshing import refresh
from .runs import run

__all__ = [
    "Drift",
    "check",
    "copies_of",
    "group_deleted",
    "group_renamed",
    "make_missing",
    "missing_sample",
    "refresh",
    "repair_missing",
    "run",
    "tag_deleted",
    "tag_renamed",
]
