"""The form field that asks: the same when somebody signs up, pays, or edits a customer in the dashboard."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from ...models import Customer, ExtraField
from . import values
from .reading import values_of

_PREFIX = "extra-"


def form_name(field: ExtraField) -> str:
    """The name under which a form asks for ``field``."""
    return f"{_PREFIX}{field.key}"


def form_fields(fields: Iterable[ExtraField], *, known: Mapping[int, Any], shopper: bool) -> dict[str, forms.Field]:
    """Form fields by name, filled with what is ``known``; a ``shopper`` has to answer what is required.

    A choice that is not offered any more stays choosable for whoever chose it once.
    """
    return {form_name(field): form_field(field, known=known.get(field.pk), shopper=shopper) for field in fields}


def form_field(field: ExtraField, *, known: Any = None, shopper: bool) -> forms.Field:
    """The one that asks for ``field``."""
    common = {
        # Oscar's templates, and those of many a store, take both for HTML.
        "label": escape(field.words("label")),
        "help_text": escape(field.words("help_text")),
        "required": field.required and shopper,
        "initial": _initial(field, known),
    }
    match field.kind:
        case ExtraField.Kind.NUMBER:
            widget = forms.NumberInput(attrs={"step": "any"})
            return forms.DecimalField(**common, widget=widget, validators=[_check_number])
        case ExtraField.Kind.DAY:
            return forms.DateField(**common, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        case ExtraField.Kind.YES_NO:
            choices = [("", _("Choose…")), ("yes", _("Yes")), ("no", _("No"))]
            return forms.TypedChoiceField(
                **common, choices=choices, coerce=lambda word: word == "yes", empty_value=None
            )
        case ExtraField.Kind.CHOICE:
            return forms.TypedChoiceField(**common, choices=_choices(field, known), coerce=int, empty_value=None)
    return forms.CharField(**common, max_length=values.TEXT_LENGTH)


def initial(customer: Customer | None, fields: Iterable[ExtraField]) -> dict[int, Any]:
    """What ``customer`` answered already; nothing for nobody, and no question where no field is asked."""
    fields = list(fields)
    return values_of(customer, fields) if customer and fields else {}


def given_in(data: Mapping[str, Any], fields: Iterable[ExtraField]) -> dict[str, Any]:
    """What a form's cleaned ``data`` says, as ``answer`` takes it."""
    return {field.key: data[form_name(field)] for field in fields if form_name(field) in data}


def at_its_fields(error: ValidationError) -> ValidationError:
    """The same refusal of ``answer``, under the names of the form's fields."""
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({f"{_PREFIX}{key}": errors for key, errors in error.error_dict.items()})


def _check_number(value: Any) -> None:
    values.number(value)


def _initial(field: ExtraField, known: Any) -> Any:
    if field.kind == ExtraField.Kind.NUMBER and known is not None:
        return values.trimmed(known)
    if field.kind == ExtraField.Kind.YES_NO:
        return values.text(field, known)
    return known


def _choices(field: ExtraField, known: Any) -> list[tuple[str, str]]:
    shown = [choice for choice in field.choices.all() if not choice.is_retired or choice.pk == known]
    return [("", _("Choose…")), *((str(choice.pk), str(choice)) for choice in shown)]
