"""How a row of the activity reads, in the language of whoever looks: it keeps field names and plain values only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from .. import sources
from ..models import Activity, Channel, Customer, GuestOrderReason, MailingKind, Note, TaxExemption, Visit, VisitRefusal
from ..services.activity import kinds
from ..services.consents import consent_sources
from ..services.file_columns import file_columns
from ..services.file_columns.extra_fields import ExtraColumn

LONG = 200
_UNSAID = (
    *("as", "mailing", "conversation", "draft", "method"),
    *("former_shipping_default", "former_billing_default"),
)


@dataclass(frozen=True)
class Change:
    """One field of one act; ``shown`` is false where the value itself is not worth reading, such as a file's name."""

    label: str
    old: str
    new: str
    shown: bool = True


@dataclass(frozen=True)
class Entry:
    """One act as the merchant reads it; ``who`` is nothing for the shop itself."""

    row: Activity
    label: str
    changes: list[Change]
    facts: list[tuple[str, str]]
    who: str = ""


def read(row: Activity) -> Entry:
    """Put ``row`` into words; a kind whose app is gone shows its key."""
    return Entry(row, kind_label(row.kind), list(_changes(row)), list(_facts(row)), who(row))


def who(row: Activity) -> str:
    """Who did it; of staff who was logged in as the customer, both."""
    name = row.by_name
    if not name and row.by_id is not None and row.by_id == row.customer_id:
        # The name went with the account.
        return _("The customer")
    if not name and row.by_id is None and row.kind == "message.received":
        return _("Somebody who was not signed in")
    shown = row.facts.get("as")
    return _("%(staff)s as %(customer)s") % {"staff": name, "customer": shown} if name and shown else name


def kind_label(kind: str) -> str:
    """The words for a kind, or its key."""
    known = kinds.get(kind)
    return str(known.label) if known else kind


def _changes(row: Activity) -> Iterator[Change]:
    for name, pair in row.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
        field = _field(row.kind, name)
        if isinstance(column := file_columns.get(name) if field is None else None, ExtraColumn):
            yield Change(str(column.label), _answer(column, old), _answer(column, new))
            continue
        file = isinstance(field, models.ImageField)
        yield Change(_label(name, field), value(name, field, old), value(name, field, new), not file)


def _answer(column: ExtraColumn, text: Any) -> str:
    """What a file says, in the reader's words; as it stands where the field does not know it any more."""
    try:
        return column.shown(text) or pgettext("no value", "nothing")
    except ValidationError:
        return str(text)


def _facts(row: Activity) -> Iterator[tuple[str, str]]:
    # PostgreSQL keeps the keys of JSON in an order of its own.
    for name, fact in sorted(row.facts.items(), key=lambda item: (_place(item[0]), item[0])):
        if name in _UNSAID or (name == "channel" and row.changes):
            continue  # Said elsewhere: beside the name, by a link, by the field that changed.
        yield _fact_label(name), _fact(row.kind, name, fact)


def _place(name: str) -> int:
    order = ("channel", "address", "source", "how", "order", "why")
    return order.index(name) if name in order else len(order)


def _field(kind: str, name: str) -> Any:
    address, user = get_model("address", "UserAddress"), get_user_model()
    places: tuple[Any, ...] = (address,) if kind.startswith("address.") else (Customer, user)
    if kind.startswith("exemption."):
        places = (Customer, TaxExemption)
    if kind.startswith("note."):
        places = (Note,)
    for model in places:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        # What points here from elsewhere, such as a customer's notes, is no field that somebody changed.
        if field.concrete:
            return field
    return None


def _label(name: str, field: Any) -> str:
    words = {"is_active": _("May sign in"), "username": _("User name"), "alert": pgettext("note", "Alert")}
    if name in words:
        return words[name]
    if field is not None:
        return str(field.verbose_name)
    column = file_columns.get(name)
    return str(column.label) if column else name.replace("_", " ")


def value(name: str, field: Any, plain: Any) -> str:
    """A plain value in words: yes and no, the names of choices, dates as people write them."""
    if plain is None or plain == "" or plain == []:
        return pgettext("no value", "nothing")
    if isinstance(plain, bool):
        return _("Yes") if plain else _("No")
    if isinstance(plain, list):
        return ", ".join(str(item) for item in plain)
    if choices := dict(getattr(field, "flatchoices", None) or []):
        return str(choices.get(plain, plain))
    if name == "source":
        return sources.label(str(plain))
    if name == "language":
        return _language(str(plain))
    return _text(field, plain)


def _text(field: Any, plain: Any) -> str:
    text = str(plain)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(text)):
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    if isinstance(field, models.DateField) and (day := parse_date(text)):
        return date_format(day, "SHORT_DATE_FORMAT")
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _fact_label(name: str) -> str:
    words = {
        "address": _("Address"),
        "channel": _("Channel"),
        "how": _("How it was given"),
        "kind": _("Kind"),
        "number": _("Number"),
        "order": _("Order"),
        "subject": _("Subject"),
        "why": _("Why"),
        "way": _("How"),
        "count": _("Number"),
        "before": pgettext("moment", "Before"),
        "filter": _("Filter"),
        "format": _("Format"),
        "columns": _("Columns"),
        "customers": _("Customers"),
        "minutes": _("Minutes"),
        "files": _("Files"),
        "files_removed": _("Files removed"),
        "name": _("Name"),
        "prepared_by": _("Prepared by"),
        "title": _("Title"),
        "total": _("Total"),
        "mode": pgettext("visit", "Allowed"),
        "page": _("Page"),
        "preset": _("Preset"),
        "reason": _("Reason"),
        "source": pgettext("customer", "Source"),
    }
    return words.get(name) or name.replace("_", " ")


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
