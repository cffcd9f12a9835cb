"""Acts on chosen rows; their buttons are registered in ``bulk_actions``."""

from .activation import ActivateCustomersView, DeactivateCustomersView
from .base import BulkView
from .deletion import DeleteCustomersView
from .labels import AddTagsView, AssignGroupView, ClearGroupView, RemoveTagsView

__all__ = [
    "ActivateCustomersView",
    "AddTagsView",
    "AssignGroupView",
    "BulkView",
    "ClearGroupView",
    "DeactivateCustomersView",
    "DeleteCustomersView",
    "RemoveTagsView",
]
