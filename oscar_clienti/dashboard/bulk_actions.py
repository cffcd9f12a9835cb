"""What can be done to chosen rows; the list's action bar is made of it, and other apps add their own."""

from dataclasses import dataclass

from django.utils.functional import Promise

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
