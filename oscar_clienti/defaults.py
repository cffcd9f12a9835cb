"""Star-imported in a store's settings after ``from oscar.defaults import *``."""

from typing import Any

from django.utils.functional import lazy
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION as _NAVIGATION
from oscar.defaults import OSCAR_OFFERS_IMPLEMENTED_TYPES as _OFFER_TYPES

OSCAR_DYNAMIC_CLASS_LOADER = "oscar_clienti.loading.class_loader"
# Oscar's offers dashboard offers the type "User" as well: offers of customer groups.
OSCAR_OFFERS_IMPLEMENTED_TYPES = [*_OFFER_TYPES, "USER"]
# Guests get an account with their first order: at the second they must not be told to sign in, nor learn who has one.
OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True


def _messages() -> str:
    """The menu's words with the number of conversations that wait; looked up when the menu is drawn."""
    # Named, not imported: settings are read before there are models.
    words: str = import_string("oscar_clienti.services.conversations.menu_label")()
    return words


_OURS: list[dict[str, Any]] = [
    {"label": lazy(_messages, str)(), "url_name": "dashboard:customer-conversation-list"},
    {"label": _("Customer groups"), "url_name": "dashboard:customer-group-list"},
    {"label": _("Price lists"), "url_name": "dashboard:customer-price-lists"},
    {"label": _("Customer tags"), "url_name": "dashboard:customer-tag-list"},
    {"label": _("Extra information"), "url_name": "dashboard:customer-extra-field-list"},
    {"label": _("Customer segments"), "url_name": "dashboard:customer-segment-list"},
    {"label": _("Messages to many"), "url_name": "dashboard:customer-mailing-list"},
    {"label": _("Draft orders"), "url_name": "dashboard:customer-order-drafts"},
    {"label": _("Customer notes"), "url_name": "dashboard:customer-notes"},
    {"label": _("Today's calls"), "url_name": "dashboard:customer-follow-ups"},
    {"label": _("Guest orders"), "url_name": "dashboard:customer-guest-orders"},
    {"label": _("Customer jobs"), "url_name": "dashboard:customer-job-list"},
    {"label": _("Activity log"), "url_name": "dashboard:customer-activity-log"},
]


def add_navigation(navigation: list[dict]) -> list[dict]:
    """Return a copy of a dashboard menu with our pages after Oscar's "Customers".

    For a store that writes ``OSCAR_DASHBOARD_NAVIGATION`` itself; a menu that has them already stays as it is.
    """
    return [_with_ours(item) for item in navigation]


def _with_ours(item: dict) -> dict:
    if "children" not in item:
        return dict(item)
    children = [dict(child) for child in item["children"]]
    names = [child.get("url_name") for child in children]
    if "dashboard:users-index" in names and _OURS[0]["url_name"] not in names:
        at = names.index("dashboard:users-index") + 1
        children[at:at] = [dict(page) for page in _OURS]
    return {**item, "children": children}


OSCAR_DASHBOARD_NAVIGATION = add_navigation(_NAVIGATION)
