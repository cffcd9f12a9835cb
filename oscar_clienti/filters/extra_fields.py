"""A filter for each field of extra information, as the fields are at this moment.

Of a retired one, what stands in an address or a segment goes on being understood, but the sheet offers it no more:
without it, more people would match.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ExtraAnswer, ExtraField
from ..querysets import CustomerQuerySet
from ..text import fold
from .base import Chip, Fields, Filter, Raw, Values, filters, pairs
from .kinds import RangeFilter, spell_day
from .people import DayField

PREFIX = "extra-"
# Of more, nobody reads the chip.
_LONGEST = 100


class ExtraFilter(Filter):
    """What all kinds have in common: answers are looked up one table further, and who gave none can be asked for."""

    section = "extra"

    def __init__(self, field: ExtraField) -> None:
        self.field, self.key, self.label = field, f"{PREFIX}{field.key}", str(field)
        self.empty = f"{self.key}-empty"
        self.offered = not field.is_retired

    def names(self) -> tuple[str, ...]:
        return (*self.asked(), self.empty)

    def fields(self) -> dict[str, forms.Field]:
        label = _("%(what)s: no answer") % {"what": self.label}
        choices = [("", gettext_lazy("Any")), ("yes", gettext_lazy("Without an answer")), ("no", _("With an answer"))]
        return {**self.answers(), self.empty: forms.ChoiceField(label=label, choices=choices, required=False)}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        answers = ExtraAnswer.objects.filter(customer=OuterRef("pk"), field=self.field)
        if (empty := values.get(self.empty)) is not None:
            customers = customers.filter(~Exists(answers) if empty == "yes" else Exists(answers))
        conditions = self.conditions(values)
        return customers.filter(Exists(answers.filter(**conditions))) if conditions else customers

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        chips = self.said(values, raw, fields)
        if (empty := values.get(self.empty)) is not None:
            words = _("%(what)s: no answer") if empty == "yes" else _("%(what)s: answered")
            chips.append(Chip(words % {"what": self.label}, pairs(raw, self.empty)))
        return chips

    # For each kind to fill.
    def asked(self) -> tuple[str, ...]:
        """The names of ``answers()``."""
        return (self.key,)

    def answers(self) -> dict[str, forms.Field]:
        """The form fields about the answer itself."""
        raise NotImplementedError

    def conditions(self, values: Values) -> dict[str, Any]:
        """What the answer's row must say; nothing where nothing was asked."""
        raise NotImplementedError

    def said(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        """The chips about the answer itself."""
        raise NotImplementedError


class ExtraTextFilter(ExtraFilter):
    """The answer contains these words, whatever their case and accents."""

    def answers(self) -> dict[str, forms.Field]:
        label = _("%(what)s: contains") % {"what": self.label}
        return {self.key: forms.CharField(label=label, required=False, max_length=_LONGEST)}

    def conditions(self, values: Values) -> dict[str, Any]:
        return {"text_key__contains": fold(values[self.key])} if self.key in values else {}

    def said(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        if self.key not in values:
            return []
        words = _("%(what)s: contains “%(words)s”") % {"what": self.label, "words": values[self.key]}
        return [Chip(words, pairs(raw, self.key))]


def _number_field(**words: Any) -> forms.Field:
    """Not larger than the databases compare with."""
    return forms.DecimalField(max_digits=20, decimal_places=4, **words)


class ExtraRangeFilter(ExtraFilter):
    """Numbers or days between two ends."""

    def __init__(self, field: ExtraField) -> None:
        super().__init__(field)
        of_days = field.kind == ExtraField.Kind.DAY
        asked: Callable[..., forms.Field] = DayField if of_days else _number_field
        spell: Callable[[Any], str] = spell_day if of_days else number_format
        # Its words and fields are ours, its column is another's.
        self.range = RangeFilter(self.key, self.label, field.column, asked, spell=spell)
        self.range.low, self.range.high = f"{self.key}-from", f"{self.key}-to"

    def asked(self) -> tuple[str, ...]:
        return self.range.names()

    def answers(self) -> dict[str, forms.Field]:
        return self.range.fields()

    def conditions(self, values: Values) -> dict[str, Any]:
        ends = {"gte": values.get(self.range.low), "lte": values.get(self.range.high)}
        return {f"{self.field.column}__{end}": value for end, value in ends.items() if value is not None}

    def said(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        return self.range.chips(values, raw, fields) if self.conditions(values) else []


class ExtraChoiceFilter(ExtraFilter):
    """Any of several choices; those that are offered no more are among them."""

    def answers(self) -> dict[str, forms.Field]:
        field = forms.TypedMultipleChoiceField(
            label=str(self.label),
            choices=[(str(choice.pk), str(choice)) for choice in self.field.choices.all()],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        return {self.key: field}

    def conditions(self, values: Values) -> dict[str, Any]:
        chosen = values.get(self.key)
        return {"choice__in": chosen} if chosen else {}

    def said(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        words = {str(choice.pk): str(choice) for choice in self.field.choices.all()}
        given = raw.get(self.key, [])
        return [Chip(f"{self.label}: {words[value]}", ((self.key, value),)) for value in given if value in words]


class ExtraYesNoFilter(ExtraFilter):
    """Yes or no; who did not answer said neither."""

    def answers(self) -> dict[str, forms.Field]:
        choices = [("", gettext_lazy("Any")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        return {self.key: forms.ChoiceField(label=str(self.label), choices=choices, required=False)}

    def conditions(self, values: Values) -> dict[str, Any]:
        return {"yes": values[self.key] == "yes"} if self.key in values else {}

    def said(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        if self.key not in values:
            return []
        answer = _("yes") if values[self.key] == "yes" else _("no")
        return [Chip(f"{self.label}: {answer}", pairs(raw, self.key))]


_KINDS: dict[str, type[ExtraFilter]] = {
    ExtraField.Kind.TEXT: ExtraTextFilter,
    ExtraField.Kind.NUMBER: ExtraRangeFilter,
    ExtraField.Kind.DAY: ExtraRangeFilter,
    ExtraField.Kind.CHOICE: ExtraChoiceFilter,
    ExtraField.Kind.YES_NO: ExtraYesNoFilter,
}


def _every_field() -> list[Filter]:
    return [_KINDS[field.kind](field) for field in ExtraField.objects.prefetch_related("choices")]


filters.provide(PREFIX, _every_field)
