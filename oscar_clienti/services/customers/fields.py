"""Which fields staff may write, and how a value gets into them. Everything else is refused by name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import editing, pictures
from ..vat import identity

NAMES = ("first_name", "last_name")
TEXTS = ("phone", "language", "company", "vat_number", "tax_code", "sdi_code", "pec", "source")
OWN = (*TEXTS, "birthday", "picture", "tax_exempt", "system_notifications")
INVOICE = ("company", *identity.FIELDS)
# What shoppers may write of themselves: whom their invoices are for, and who they are.
IN_PERSON = (*INVOICE, *NAMES, "phone", "language", "birthday", "picture", "system_notifications")

Changes = dict[str, tuple[Any, Any]]


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise ``TypeError`` for a field that staff must not write here, such as ``is_staff``."""
    for name in names:
        if name not in (*NAMES, *OWN):
            raise TypeError(f"A customer has no field {name!r} to set.")


def split(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what belongs to the user (names), and what to the customer."""
    names = {name: value for name, value in fields.items() if name in NAMES}
    return names, {name: value for name, value in fields.items() if name not in NAMES}


def assign(instance: Any, fields: Mapping[str, Any]) -> Changes:
    """Set ``fields`` on a user or a customer, without saving; return what changed as ``{field: (old, new)}``.

    What invoices need is checked and spelt in one way when it is new; what is stored already stays as it stands, or
    an old mistake would stop every other change.

    Raises ``ValidationError`` with the messages of each field.
    """
    before = {name: getattr(instance, name) for name in fields}
    # A picture's old file must be known after the new one took its place.
    before |= {name: before[name].name for name in before if name == "picture"}
    wrong: dict[str, ValidationError] = {}
    for name, value in fields.items():
        try:
            setattr(instance, name, _clean(name, value, instance))
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)
    editing.clean(instance, set(fields) - {"picture"})
    changes = {name: (old, getattr(instance, name)) for name, old in before.items() if getattr(instance, name) != old}
    return {name: _without_file_names(name, pair) for name, pair in changes.items()}


def _clean(name: str, value: Any, instance: Any) -> Any:
    if name in (*NAMES, *TEXTS):
        text = editing.text(value)
        untouched = not text or text == getattr(instance, name)
        return text if untouched or name not in identity.FIELDS else identity.clean(name, text, instance.country_code)
    if name == "picture":
        return pictures.cut(value) if value else ""
    if name == "birthday" and value and value > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="future")
    return value


def _without_file_names(name: str, pair: tuple[Any, Any]) -> tuple[Any, Any]:
    """Of pictures, the activity says whether there was one: their addresses are secret."""
    return (bool(pair[0]), bool(pair[1])) if name == "picture" else pair
