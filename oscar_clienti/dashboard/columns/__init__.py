"""The columns of the list, in order; a store adds its own with ``columns.register``."""

from . import extra_fields, people, shopping  # noqa: F401  They register themselves.
from .base import Column, columns, opposite

__all__ = ["Column", "columns", "opposite"]
