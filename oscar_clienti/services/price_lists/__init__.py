"""Prices of a group's own."""

from .lines import add_line, change_line, remove_line
from .lists import RIGHT, copy, create, delete, follow, update
from .overlaps import other_lists, rivals
from .pasting import paste
from .repricing import reprice, reprice_people, turn, turning
from .rules import Listed, PriceRules

__all__ = [
    "RIGHT",
    "Listed",
    "PriceRules",
    "add_line",
    "change_line",
    "copy",
    "create",
    "delete",
    "follow",
    "other_lists",
    "paste",
    "reprice",
    "reprice_people",
    "remove_line",
    "rivals",
    "turn",
    "turning",
    "update",
]
