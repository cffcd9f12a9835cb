"""How values of one sort are written in a cell, and what people write instead.

What is written never depends on the language of whoever exports, or the next one could not read it.
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from ...text import fold
from ...typed import whole_number
from ..vat import numbers

YES = frozenset(("yes", "y", "true", "1", "on", "x", "si", "s", "vero"))
NO = frozenset(("no", "n", "false", "0", "off", "falso"))

# Line ends and tabs may stand in notes and wordings.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_AND_TIME = re.compile(r"([^ ,T]+)[ ,T]+(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)", re.ASCII)
_ZONE = re.compile(r"\s*(?:UTC|Z)$|\s+(?=[+-]\d{2}:?\d{2}$)")


class Spelling:
    """``parse(text(value)) == value``; ``parse`` raises ``ValidationError`` that says what would be right."""

    # Are the values texts that stand in the cell as they are?
    is_plain = False

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def text(self, value: Any) -> str:
        return "" if value is None else str(value)


class Text(Spelling):
    """Any text that the database can keep, of at most ``limit`` characters."""

    is_plain = True

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit

    @classmethod
    def of(cls, model: type[models.Model], name: str) -> Self:
        """A text as long as this field takes."""
        return cls(model._meta.get_field(name).max_length)  # type: ignore[union-attr]

    def parse(self, text: str) -> str:
        if not text.isprintable() and _CONTROL.search(text):
            raise ValidationError(_("This text has a character that can't be kept."), code="control")
        if self.limit is not None and len(text) > self.limit:
            words = _("This text is too long: at most %(limit)s characters fit.")
            raise ValidationError(words % {"limit": self.limit}, code="too_long")
        return text


class Name(Text):
    """The name of a label: one blank between words, as labels are saved."""

    def parse(self, text: str) -> str:
        return " ".join(super().parse(text).split())


class VatNumber(Text):
    """A right number in our spelling. What is no right number stays as it stands: no row is lost for it, and its check
    will say that it isn't valid.
    """

    def parse(self, text: str) -> str:
        return numbers.tidy(super().parse(text))


class YesNo(Spelling):
    def parse(self, text: str) -> bool:
        word = fold(text)
        if word in YES:
            return True
        if word in NO:
            return False
        raise ValidationError(_("Write “yes” or “no”."), code="yes_or_no")

    def text(self, value: Any) -> str:
        return "" if value is None else "yes" if value else "no"


class Whole(Spelling):
    """A number that counts something, or is somebody's."""

    def parse(self, text: str) -> int:
        number = whole_number(text)
        if number is None:
            raise ValidationError(_("Write a whole number, in figures."), code="whole")
        return number


class Money(Spelling):
    """Plain, with a point: 1250.50."""

    def parse(self, text: str) -> Decimal:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise ValidationError(_("Write an amount such as 1250.50."), code="amount")
        return value

    def text(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:f}"


class Day(Spelling):
    """ISO, or the day first, as in most of the world."""

    def parse(self, text: str) -> date:
        try:
            if match := _ISO_DAY.fullmatch(text):
                return date.fromisoformat(match[1])
            if match := _DAY.fullmatch(text):
                return _date(match)
        except ValueError:
            pass  # Such as 31/02/1980.
        raise ValidationError(_("Write the day like 1980-12-31 or 31/12/1980."), code="day")

    def text(self, value: date | None) -> str:
        return "" if value is None else value.isoformat()


class Moment(Spelling):
    """A day with a time; where no zone is named, it is the shop's."""

    def parse(self, text: str) -> datetime:
        try:
            return self._checked(self._read(text))
        except (ValueError, OverflowError):
            words = _("Write day and time like 2026-01-31 18:30 or 31/01/2026 18:30.")
            raise ValidationError(words, code="moment") from None

    def text(self, value: datetime | None) -> str:
        if value is None:
            return ""
        return (value if value.tzinfo in (None, UTC) else value.astimezone(UTC)).isoformat()

    def _read(self, text: str) -> datetime:
        if match := _DAY.fullmatch(text):
            return datetime.combine(_date(match), time.min)
        if (both := _DAY_AND_TIME.fullmatch(text)) and (match := _DAY.fullmatch(both[1])):
            clock = ":".join(part.zfill(2) for part in re.split("[:.]", both[2]))
            return datetime.combine(_date(match), time.fromisoformat(clock))
        return datetime.fromisoformat(_ZONE.sub(lambda zone: "+00:00" if zone[0].strip() else "", text))

    @staticmethod
    def _checked(value: datetime) -> datetime:
        if not 1900 <= value.year < 9000:  # Databases overflow at the ends of time.
            raise ValueError
        if settings.USE_TZ:
            return timezone.make_aware(value) if timezone.is_naive(value) else value
        return value if timezone.is_naive(value) else timezone.make_naive(value)


def _date(match: re.Match[str]) -> date:
    return date(int(match[4]), int(match[3]), int(match[1]))
