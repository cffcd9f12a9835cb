"""Fields that were changed, and their values, in the language of whoever looks."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ... import sources
from ...models import Customer, CustomerGroup, ExtraField, JoiningRule, Note, PriceList, Tag, TaxExemption
from ...services.file_columns import file_columns

LONG = 200
# Whose fields the acts of a subject change; those of every other one are the customer's.
_CHANGED: dict[str, tuple[Any, ...]] = {
    "exemption": (Customer, TaxExemption),
    "extra": (ExtraField,),
    # A discount of a group has days as a price list has them.
    "group": (CustomerGroup, Customer, JoiningRule, PriceList),
    "note": (Note,),
    "price_list": (PriceList,),
    "tag": (Tag,),
}


def field_of(kind: str, name: str) -> Any:
    """The field that an act of this kind changed; ``None`` where it is no field of a model."""
    subject = kind.partition(".")[0]
    places = (get_model("address", "UserAddress"),) if subject == "address" else _CHANGED.get(subject)
    for model in places or (Customer, get_user_model()):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        # What points here from elsewhere, such as a customer's notes, is no field that somebody changed.
        if field.concrete:
            return field
    return None


def label(name: str, field: Any) -> str:
    """What a field is called; what no model has is called as files call it."""
    if field is not None and field.model not in (get_user_model(), Note):
        return str(field.verbose_name)
    words = {
        "is_active": _("May sign in"),
        "username": _("User name"),
        "alert": pgettext("note", "Alert"),
        "choices": _("Choices"),
        "groups": _("Groups"),
        "percent": _("Per cent off"),
        "range": _("Range"),
    }
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
