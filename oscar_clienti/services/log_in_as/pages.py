"""Which pages of the shop staff may see, and where they may act, while they are logged in as a customer.

Everything may be looked at but what is the customer's alone; nothing may be done but what is listed.
"""

from typing import Any

from ... import conf

# The customer's alone: how they sign in, what they agreed to, their data, letters that may hold a link.
_CLOSED = (
    "account_",
    "socialaccount_",
    "mfa_",
    "usersessions_",
    "password_",
    "password-reset",
    "customer:login",
    "customer:logout",
    "customer:register",
    "customer:change-password",
    "customer:profile-update",
    "customer:profile-delete",
    "customer:preferences",
    "customer:security",
    "customer:visits",
    "customer:my-data",
    "customer:my-data-",
    "customer:goodbye",
    "customer:email-detail",
    # Oscar marks a notice as read when it is shown.
    "customer:notifications-detail",
    "customer:alerts-",
    "customer:alert-",
)
# What the dashboard shows to those alone who hold a right is no more to be had from the customer's side.
_NEEDED = {
    "customer:messages": "view_conversation",
    "customer:message": "view_conversation",
    "customer:message-file": "view_conversation",
}
_CLOSED_NAMESPACES = ("admin", "dashboard")
# Where the view comes from says it when the name doesn't: a provider's page, an admin's under another name.
_CLOSED_MODULES = ("allauth.", "django.contrib.admin", "django.contrib.auth", "oscar.apps.dashboard", "wagtail.admin",
                   "oscar_clienti.accounts", "oscar_clienti.dashboard")  # fmt: skip
# Pages of Oscar's that change something when they are only opened.
_ACTING_BY_GET = ("customer:address-change-status", "customer:wishlists-add-", "customer:wishlists-create-",
                  "customer:wishlists-move-")  # fmt: skip
# The places where staff helps.
_ACTS = ("basket:", "checkout:", "customer:address-", "customer:order", "customer:order-line")
_ALWAYS = ("set_language",)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


def is_closed(match: Any) -> bool:
    """Is this page (a ``ResolverMatch``) nothing for staff, whatever they do there?"""
    name, module = match.view_name or "", getattr(match.func, "__module__", "") or ""
    if set(_CLOSED_NAMESPACES) & {*match.namespaces, *match.app_names}:
        return True
    if name.startswith("wagtail") and not name.endswith("_serve"):
        return True
    return module.startswith(_CLOSED_MODULES) or _listed(name, (*_CLOSED, *conf.get("LOG_IN_AS_CLOSED")))


def is_hidden(match: Any, staff: Any) -> bool:
    """Does this page show what ``staff`` may not read in the dashboard?"""
    needed = _NEEDED.get(match.view_name or "")
    return needed is not None and not staff.has_perm(f"oscar_clienti.{needed}")


def is_act(match: Any, method: str) -> bool:
    """Does a request with this method do something there?"""
    name = match.view_name or ""
    return not _listed(name, _ALWAYS) and (method not in SAFE_METHODS or _listed(name, _ACTING_BY_GET))


def is_allowed_act(match: Any) -> bool:
    """May staff who act for a customer do what is done there?"""
    return _listed(match.view_name or "", (*_ACTS, *conf.get("LOG_IN_AS_ACTS")))


def _listed(name: str, names: tuple[str, ...]) -> bool:
    """By its beginning where the listed name ends in a mark, by the whole name otherwise."""
    return any(name.startswith(one) if one[-1] in ":-_" else name == one for one in names)
