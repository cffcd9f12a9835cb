"""The tabs of the profile, in order; a store adds its own with ``panels.register``."""

from .base import Panel, panels

__all__ = ["Panel", "panels"]
