"""Keeping the copied columns of the customer row true."""

from .refreshing import refresh

__all__ = ["refresh"]
