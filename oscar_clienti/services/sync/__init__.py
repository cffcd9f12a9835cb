"""Keeping the copied columns of the customer row true."""

from .health import Drift, check, missing_sample, repair_missing
from .refreshing import refresh
from .runs import run

__all__ = ["Drift", "check", "missing_sample", "refresh", "repair_missing", "run"]
