"""Acts on chosen rows and on all who match; what they are is registered in ``services.bulk``."""

from .base import BulkView
from .pages import (
    ActivateCustomersView,
    AddTagsView,
    AssignGroupView,
    ClearGroupView,
    DeactivateCustomersView,
    DeleteCustomersView,
    EndExemptionView,
    ExemptCustomersView,
    RemoveTagsView,
)

__all__ = [
    "ActivateCustomersView",
    "AddTagsView",
    "AssignGroupView",
    "BulkView",
    "ClearGroupView",
    "DeactivateCustomersView",
    "DeleteCustomersView",
    "EndExemptionView",
    "ExemptCustomersView",
    "RemoveTagsView",
]
