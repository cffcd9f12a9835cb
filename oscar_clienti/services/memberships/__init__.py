"""Memberships of groups: with a last day, and by rules that look at what people bought."""

from .applying import apply, earned, follow
from .ending import end, over
from .job import apply_now, outcome
from .moves import in_force
from .rules import Preview, preview, remove_rule, set_rule

__all__ = [
    "Preview",
    "apply",
    "apply_now",
    "end",
    "earned",
    "follow",
    "in_force",
    "outcome",
    "over",
    "preview",
    "remove_rule",
    "set_rule",
]
