"""Acts on chosen rows, and the buttons that the list shows for them."""

from django.utils.translation import gettext_lazy

from ...bulk_actions import BulkAction, bulk_actions
from .activation import ActivateCustomersView, DeactivateCustomersView
from .base import BulkView
from .labels import AddTagsView, AssignGroupView, ClearGroupView, RemoveTagsView

__all__ = [
    "ActivateCustomersView",
    "AddTagsView",
    "AssignGroupView",
    "BulkView",
    "ClearGroupView",
    "DeactivateCustomersView",
    "RemoveTagsView",
]


for _key, _label, _icon in (
    ("activate", gettext_lazy("Activate"), "fas fa-check"),
    ("deactivate", gettext_lazy("Deactivate"), "fas fa-ban"),
    ("assign-group", gettext_lazy("Change group"), "fas fa-users"),
    ("clear-group", gettext_lazy("Take out of group"), ""),
    ("add-tags", gettext_lazy("Add tags"), "fas fa-tag"),
    ("remove-tags", gettext_lazy("Remove tags"), ""),
):
    bulk_actions.register(BulkAction(_key, _label, f"dashboard:customer-bulk-{_key}", "change_customer", _icon))
