"""What can be done to chosen rows; the list's action bar is made of it, and other apps add their own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..registries import Registry


@dataclass(frozen=True)
class BulkAction:
    """A button that posts the chosen ids to ``url_name``; ``right`` is a codename of ours."""

    key: str
    label: str | Promise
    url_name: str
    right: str
    icon: str = ""
    danger: bool = False


bulk_actions: Registry[BulkAction] = Registry("bulk action")

for _key, _label, _icon in (
    ("activate", _("Activate"), "fas fa-check"),
    ("deactivate", _("Deactivate"), "fas fa-ban"),
    ("assign-group", _("Change group"), "fas fa-users"),
    ("clear-group", _("Take out of group"), ""),
    ("add-tags", _("Add tags"), "fas fa-tag"),
    ("remove-tags", _("Remove tags"), ""),
):
    bulk_actions.register(BulkAction(_key, _label, f"dashboard:customer-bulk-{_key}", "change_customer", _icon))

bulk_actions.register(
    BulkAction(
        "delete",
        pgettext_lazy("verb", "Delete"),
        "dashboard:customer-bulk-delete",
        "delete_customer",
        "fas fa-trash",
        danger=True,
    )
)
