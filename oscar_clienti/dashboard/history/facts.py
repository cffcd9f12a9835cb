"""What else is known of an act, in the language of whoever looks."""

from collections.abc import Iterator
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from ... import sources
from ...models import Activity, Channel, GuestOrderReason, MailingKind, Visit, VisitRefusal
from ...services.consents import consent_sources
from .fields import value

# Said elsewhere: beside the name, by a link, by the field that changed.
_UNSAID = (
    *("as", "method"),
    *("conversation", "draft", "field", "import", "mailing", "offer", "price_list", "segment", "tag"),
    *("former_shipping_default", "former_billing_default"),
)
_NAMES = {
    "address": gettext_lazy("Address"),
    "channel": gettext_lazy("Channel"),
    "how": gettext_lazy("How it was given"),
    "kind": gettext_lazy("Kind"),
    "number": gettext_lazy("Number"),
    "order": gettext_lazy("Order"),
    "subject": gettext_lazy("Subject"),
    "why": gettext_lazy("Why"),
    "way": gettext_lazy("How"),
    "added": pgettext_lazy("act", "Added"),
    "removed": pgettext_lazy("act", "Removed"),
    "changed": pgettext_lazy("act", "Changed"),
    "kept": pgettext_lazy("act", "Kept"),
    "reverted": pgettext_lazy("act", "Put back"),
    "touched": pgettext_lazy("act", "Left as it is"),
    "pasted": gettext_lazy("Lines pasted"),
    "lines": gettext_lazy("Lines"),
    "copied_from": gettext_lazy("Copied from"),
    "percent": gettext_lazy("Per cent"),
    "group": gettext_lazy("Group"),
    "moved_to": gettext_lazy("Moved to"),
    "sequence": gettext_lazy("In this order"),
    "count": gettext_lazy("Number"),
    "before": pgettext_lazy("moment", "Before"),
    "filter": pgettext_lazy("noun", "Filter"),
    "format": gettext_lazy("Format"),
    "columns": gettext_lazy("Columns"),
    "customers": gettext_lazy("Customers"),
    "minutes": gettext_lazy("Minutes"),
    "files": gettext_lazy("Files"),
    "files_removed": gettext_lazy("Files removed"),
    "name": gettext_lazy("Name"),
    "prepared_by": gettext_lazy("Prepared by"),
    "title": gettext_lazy("Title"),
    "total": gettext_lazy("Total"),
    "mode": pgettext_lazy("visit", "Allowed"),
    "page": gettext_lazy("Page"),
    "preset": gettext_lazy("Preset"),
    "reason": gettext_lazy("Reason"),
    "source": pgettext_lazy("customer", "Source"),
}


def facts(row: Activity) -> Iterator[tuple[str, str]]:
    """Names and values, those that are read first in front."""
    # PostgreSQL keeps the keys of JSON in an order of its own.
    for name, fact in sorted(row.facts.items(), key=lambda item: (_place(item[0]), item[0])):
        # Of a group that was changed the name is said; the group of a price list is said itself.
        about = name == "group" and row.kind.startswith("group.")
        if name in _UNSAID or about or (name == "channel" and row.changes):
            continue
        yield str(_NAMES.get(name) or name.replace("_", " ")), _fact(row.kind, name, fact)


def _place(name: str) -> int:
    order = ("channel", "address", "source", "how", "order", "why")
    return order.index(name) if name in order else len(order)


def _fact(kind: str, name: str, fact: Any) -> str:
    if name == "channel" and fact in Channel.values:
        return str(Channel(fact).label)
    if name == "source":
        return consent_source(fact) if kind.startswith("consent.") else sources.label(str(fact))
    if kind.startswith("log_in_as.") and (words := _of_visits(kind, name, fact)):
        return words
    if name == "why" and fact in GuestOrderReason.names:
        return str(GuestOrderReason[fact].label)
    if kind.startswith("mailing.") and fact in MailingKind.values:
        return str(MailingKind(fact).label)
    if kind == "segment.changed" and name == "filter":
        return _("Replaced")
    if name == "way":
        return way(str(fact))
    if name == "before" and (moment := parse_datetime(str(fact))):
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    return value(name, None, fact)


def _of_visits(kind: str, name: str, fact: Any) -> str:
    """How far a visit went, where in the shop something was done, and why it ended or did not begin."""
    if name == "mode":
        return _("May act for the customer") if fact == "act" else _("May only look")
    if name == "page":
        return page(str(fact))
    whys = VisitRefusal if kind == "log_in_as.refused" else Visit.End
    return str(whys(fact).label) if name == "why" and fact in whys.values else ""


def page(name: str) -> str:
    """The part of the shop to which a page belongs, by the beginning of its name; the name of any other."""
    parts = {
        "basket:": pgettext("part of the shop", "Basket"),
        "checkout:": _("Checkout"),
        "customer:address-": _("Addresses"),
        "customer:order": _("Orders"),
        "customer:wishlists-": _("Wish lists"),
    }
    return next((words for beginning, words in parts.items() if name.startswith(beginning)), name)


def way(key: str) -> str:
    """The words for how somebody signed in."""
    method, _colon, provider = key.partition(":")
    words = {
        "password": _("With the password"),
        "code": _("With a link or code by e-mail"),
        "socialaccount": _("With an account elsewhere"),
        "mfa": _("With a passkey"),
    }
    said = words.get(method, method.replace("_", " "))
    return f"{said} ({provider})" if provider else said


def consent_source(key: str) -> str:
    """The words for where a consent was said; a source whose app is gone shows its key."""
    known = consent_sources.get(key)
    return str(known.label) if known else str(key)
