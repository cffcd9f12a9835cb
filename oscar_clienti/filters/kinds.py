"""The usual kinds of filters: a choice, yes or no, a range, a number of days until today."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..querysets import CustomerQuerySet
from .base import Chip, Fields, Filter, Raw, Values, pairs

Choices = Iterable[tuple[str, str | Promise]]


class ChoiceFilter(Filter):
    """Any of several values of one column; ``choices`` is called each time."""

    def __init__(
        self,
        key: str,
        label: str | Promise,
        column: str,
        choices: Callable[[], Choices],
        *,
        section: str = "customer",
        coerce: Callable[[str], Any] = str,
    ) -> None:
        self.key, self.label, self.column, self.choices = key, label, column, choices
        self.section, self.coerce = section, coerce

    def fields(self) -> dict[str, forms.Field]:
        field = forms.TypedMultipleChoiceField(
            label=str(self.label),
            choices=list(self.choices()),
            coerce=self.coerce,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        return {self.key: field}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        chosen = values[self.key]
        condition = {self.column: chosen[0]} if len(chosen) == 1 else {f"{self.column}__in": chosen}
        return customers.filter(**condition)

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        words = {str(value): words for value, words in fields[self.key].choices}  # type: ignore[attr-defined]
        return [
            Chip(f"{self.label}: {words[value]}", ((self.key, value),))
            for value in raw.get(self.key, [])
            if value in words
        ]


class YesNoFilter(Filter):
    """One column that is true or false."""

    def __init__(self, key: str, label: str | Promise, column: str, *, section: str = "customer") -> None:
        self.key, self.label, self.column, self.section = key, label, column, section

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", gettext_lazy("Any")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        return {self.key: forms.ChoiceField(label=str(self.label), choices=choices, required=False)}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        return customers.filter(**{self.column: values[self.key] == "yes"})

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        answer = _("yes") if values[self.key] == "yes" else _("no")
        return [Chip(f"{self.label}: {answer}", pairs(raw, self.key))]


class RangeFilter(Filter):
    """A column between two ends, either of which may be left open; both ends belong to the range."""

    def __init__(
        self,
        key: str,
        label: str | Promise,
        column: str,
        field: Callable[..., forms.Field],
        *,
        section: str = "orders",
        spell: Callable[[Any], str] = number_format,
        by_day: bool = False,
    ) -> None:
        self.key, self.label, self.column, self.field = key, label, column, field
        self.section, self.spell, self.by_day = section, spell, by_day
        self.low, self.high = f"{key}_from", f"{key}_to"
        self.skewed = by_day

    def names(self) -> tuple[str, ...]:
        return (self.low, self.high)

    def fields(self) -> dict[str, forms.Field]:
        return {
            self.low: self.field(label=_("%(what)s: from") % {"what": self.label}, required=False),
            self.high: self.field(label=_("%(what)s: to") % {"what": self.label}, required=False),
        }

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        low, high = values.get(self.low), values.get(self.high)
        if low is not None:
            customers = customers.filter(**{f"{self.column}__gte": _start_of(low) if self.by_day else low})
        if high is not None:
            condition = (
                {f"{self.column}__lt": _start_of(high, days=1)} if self.by_day else {f"{self.column}__lte": high}
            )
            customers = customers.filter(**condition)
        return customers

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        low, high = values.get(self.low), values.get(self.high)
        words = {
            "what": self.label,
            "low": low is not None and self.spell(low),
            "high": high is not None and self.spell(high),
        }
        if low is not None and high is not None:
            text = _("%(what)s: %(low)s to %(high)s") % words
        elif low is not None:
            text = _("%(what)s: from %(low)s") % words
        else:
            text = _("%(what)s: up to %(high)s") % words
        return [Chip(text, pairs(raw, self.low, self.high))]


class DaysFilter(Filter):
    """A moment that lies within the last so many days, or before them; today moves on, and so do the people.

    ``words(number)`` is the sentence of the chip.
    """

    skewed = True

    def __init__(
        self,
        key: str,
        label: str | Promise,
        column: str,
        words: Callable[[int], str],
        *,
        before: bool = False,
        section: str = "customer",
        help_text: str | Promise = "",
    ) -> None:
        self.key, self.label, self.column, self.words = key, label, column, words
        self.before, self.section, self.help_text = before, section, help_text

    def fields(self) -> dict[str, forms.Field]:
        field = forms.IntegerField(
            label=str(self.label), help_text=str(self.help_text), required=False, min_value=1, max_value=36_500
        )
        return {self.key: field}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        day = _start_of(localdate(), days=-values[self.key])
        return customers.filter(**{f"{self.column}__{'lt' if self.before else 'gte'}": day})

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        return [Chip(self.words(values[self.key]), pairs(raw, self.key))]


def _start_of(day: date, days: int = 0) -> datetime:
    """Midnight of ``day`` (plus ``days``) where the shop is."""
    return make_aware(datetime.combine(day + timedelta(days=days), time.min))


def _spelt(end: Any, spell: Callable[[Any], str]) -> str:
    return "" if end is None else spell(end)


def spell_day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
