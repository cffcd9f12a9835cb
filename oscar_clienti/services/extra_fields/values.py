"""Values of extra fields: checked by their kind, written as a file has them, shown as people read them."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from ...models import ExtraChoice, ExtraField
from ...text import fold
from .. import editing
from ..wording import trimmed

Kind = ExtraField.Kind
TEXT_LENGTH = 255
# As many figures as every database keeps exactly.
WHOLE_FIGURES, PLACES = 11, 4
_YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Told:
    """An answer for reading: the field's label and the answer's words, empty where there is none."""

    field: ExtraField
    words: str

    @property
    def label(self) -> str:
        return str(self.field)


def clean(field: ExtraField, value: Any) -> Any:
    """Return ``value`` as it is stored; ``None`` for no answer.

    A choice may be given itself or by its number. Raises ``ValidationError``.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match field.kind:
        case Kind.TEXT:
            return _text(value)
        case Kind.NUMBER:
            return number(value)
        case Kind.DAY:
            return _day(value)
        case Kind.YES_NO:
            return _yes_no(value)
    return _choice(field, value)


def number(value: Any) -> Decimal:
    """A number that every database keeps exactly; raises ``ValidationError``."""
    try:
        found = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        found = Decimal("NaN")
    if not found.is_finite():
        raise ValidationError(_("Write a number such as 42 or 37.5."), code="number")
    if abs(found) >= 10**WHOLE_FIGURES or found != found.quantize(Decimal(1).scaleb(-PLACES), ROUND_DOWN):
        words = _("At most %(whole)s figures before the point and %(places)s behind it can be kept.")
        raise ValidationError(words % {"whole": WHOLE_FIGURES, "places": PLACES}, code="too_long")
    return found


def text(field: ExtraField, value: Any) -> str:
    """How a file says ``value``, whatever language its reader speaks: a choice by its label in the shop's first one."""
    if value is None:
        return ""
    match field.kind:
        case Kind.NUMBER:
            return f"{trimmed(value):f}"
        case Kind.DAY:
            return value.isoformat()
        case Kind.YES_NO:
            return _YES_NO[value]
        case Kind.CHOICE:
            return next((choice.label for choice in field.choices.all() if choice.pk == value), "")
    return str(value)


def shown(field: ExtraField, value: Any) -> str:
    """How a page says ``value``, in the language of whoever reads it."""
    if value is None:
        return ""
    match field.kind:
        case Kind.NUMBER:
            return number_format(trimmed(value), force_grouping=False)
        case Kind.DAY:
            return date_format(value, "SHORT_DATE_FORMAT")
        case Kind.YES_NO:
            return _("Yes") if value else _("No")
        case Kind.CHOICE:
            return next((str(choice) for choice in field.choices.all() if choice.pk == value), "")
    return str(value)


def choice_named(field: ExtraField, words: str) -> ExtraChoice:
    """The choice with this label in any language, retired ones too; raises ``ValidationError`` that names them all."""
    wanted = fold(" ".join(words.split()))
    for choice in field.choices.all():
        if wanted in map(fold, choice.spellings()):
            return choice
    known = ", ".join(str(choice) for choice in field.offered())
    raise ValidationError(_("This is not known. Write one of: %(known)s.") % {"known": known}, code="choice")


def _text(value: Any) -> str:
    words = editing.text(value)
    if len(words) > TEXT_LENGTH:
        words_of_error = _("This text is too long: at most %(limit)s characters fit.")
        raise ValidationError(words_of_error % {"limit": TEXT_LENGTH}, code="too_long")
    return words


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise ValidationError(_("Choose a day."), code="day")
    return value


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("Choose yes or no."), code="yes_no")
    return value


def _choice(field: ExtraField, value: Any) -> int:
    pk = value.pk if isinstance(value, ExtraChoice) else value
    if not any(choice.pk == pk for choice in field.choices.all()):
        raise ValidationError(_("Choose one of the choices."), code="choice")
    return pk
