"""Forms of extra information: define a field, change it; and the fields themselves in the form of a customer."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Customer, ExtraChoice, ExtraField
from ...services import extra_fields
from ...services.extra_fields import Choice, values
from .fieldsets import FieldsetsMixin

_TEXTS = ("label", "help_text")


class ExtraFieldForm(FieldsetsMixin, forms.Form):
    """Without a ``field`` it is about a new one, whose kind is to be chosen."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=ExtraField.Kind.choices,
        help_text=gettext_lazy("It can't be changed afterwards: the answers would lose their meaning."),
    )
    label = forms.CharField(label=gettext_lazy("Label"), max_length=80)
    help_text = forms.CharField(
        label=gettext_lazy("Help text"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Stands below the field, for whoever answers."),
    )
    required = forms.BooleanField(
        label=gettext_lazy("Shoppers have to answer it"),
        required=False,
        help_text=gettext_lazy("Your staff may leave it empty: they don't always know."),
    )
    in_registration = forms.BooleanField(label=gettext_lazy("When signing up"), required=False)
    in_checkout = forms.BooleanField(
        label=gettext_lazy("In the checkout"),
        required=False,
        help_text=gettext_lazy("Of customers who are signed in. Guests are not asked."),
    )
    in_account = forms.BooleanField(label=gettext_lazy("In the customer's account"), required=False, initial=True)
    in_dashboard = forms.BooleanField(
        label=gettext_lazy("Here, when staff adds or edits a customer"), required=False, initial=True
    )
    new_choices = forms.CharField(
        label=gettext_lazy("More choices, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, field: ExtraField | None = None, **kwargs: Any) -> None:
        self.field = field
        kwargs["initial"] = {**(_stored(field) if field else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.languages = extra_fields.other_languages()
        self._add_languages()
        self.choices = [choice for choice in field.choices.all() if not choice.is_retired] if field else []
        for place, choice in enumerate(self.choices, start=1):
            self._add_choice(choice, place)
        self._word_choices()
        if field:
            del self.fields["kind"]
            if field.kind != ExtraField.Kind.CHOICE:
                del self.fields["new_choices"]

    def _add_languages(self) -> None:
        """Each language beside the first one, where the shop has more than one."""
        if self.languages:
            self.fields["label"].label = _in_language(_("Label"), extra_fields.main_language()[1])
            self.fields["help_text"].label = _in_language(_("Help text"), extra_fields.main_language()[1])
        for code, name in self.languages:
            for text, words in (("label", _("Label")), ("help_text", _("Help text"))):
                limit = self.fields[text].max_length  # type: ignore[attr-defined]  # a CharField
                field = forms.CharField(label=_in_language(words, name), max_length=limit, required=False)
                self.fields[f"{text}-{code}"] = field

    def _add_choice(self, choice: ExtraChoice, place: int) -> None:
        words = {"number": place}
        label = forms.CharField(label=_("Choice %(number)s") % words, max_length=80, required=False)
        self.fields[f"choice-{choice.pk}"], self.initial[f"choice-{choice.pk}"] = label, choice.label
        for code, name in self.languages:
            spoken = _in_language(_("Choice %(number)s") % words, name)
            self.fields[f"choice-{choice.pk}-{code}"] = forms.CharField(label=spoken, max_length=80, required=False)
            self.initial[f"choice-{choice.pk}-{code}"] = choice.translations.get(code, {}).get("label", "")
        widget = forms.NumberInput(attrs={"class": "cl-place"})
        place_field = forms.IntegerField(
            label=_("Place of choice %(number)s") % words, min_value=0, max_value=9999, required=False, widget=widget
        )
        self.fields[f"choice-{choice.pk}-place"], self.initial[f"choice-{choice.pk}-place"] = place_field, place

    def _word_choices(self) -> None:
        """How other languages are written in the same line."""
        field = self.fields["new_choices"]
        if not self.field:
            field.label = _("Choices, one a line")
        if self.languages:
            names = " | ".join([extra_fields.main_language()[1], *(name for _code, name in self.languages)])
            field.help_text = _("With a bar between the languages: %(languages)s") % {"languages": names}

    @property
    def sections(self) -> list[tuple[str | Promise, list[str]]]:  # type: ignore[override]  # It depends on the shop.
        labels = [f"{text}{code}" for text in _TEXTS for code in ("", *(f"-{code}" for code, _name in self.languages))]
        return [
            (_("Question"), ["kind", *labels, "required"]),
            (_("Where it is asked"), list(ExtraField.PLACES)),
        ]

    @property
    def choice_rows(self) -> Iterator[list[Any]]:
        """The fields of each choice that is there."""
        for choice in self.choices:
            name = f"choice-{choice.pk}"
            yield [self[name], *(self[f"{name}-{code}"] for code, _name in self.languages), self[f"{name}-place"]]

    def fields_to_write(self) -> dict[str, Any]:
        """What ``extra_fields.define`` and ``update`` take."""
        data = self.cleaned_data
        written = {name: data[name] for name in (*_TEXTS, "required", *ExtraField.PLACES)}
        spoken = {code: {text: data[f"{text}-{code}"] for text in _TEXTS} for code, _name in self.languages}
        written["translations"] = {**(self.field.translations if self.field else {}), **spoken}
        if not self.field:
            written["kind"] = data["kind"]
        if (self.field or ExtraField(kind=data["kind"])).kind == ExtraField.Kind.CHOICE:
            written["choices"] = [*self._kept(), *self._new()]
        return written

    def _kept(self) -> Iterator[Choice]:
        """Those whose label was not emptied, by their places; who shares a place stands as before."""
        data = self.cleaned_data
        places = {choice.pk: data.get(f"choice-{choice.pk}-place") for choice in self.choices}
        last = len(self.choices) + 1
        for choice in sorted(self.choices, key=lambda one: last if (at := places[one.pk]) is None else at):
            if label := data[f"choice-{choice.pk}"]:
                spoken = {code: data[f"choice-{choice.pk}-{code}"] for code, _name in self.languages}
                kept = {code: words.get("label", "") for code, words in choice.translations.items()}
                yield Choice(label, {**kept, **spoken}, choice.pk)

    def _new(self) -> Iterator[Choice]:
        for line in self.cleaned_data.get("new_choices", "").splitlines():
            label, *spoken = (words.strip() for words in line.split("|"))
            if line.strip():
                codes = [code for code, _name in self.languages]
                yield Choice(label, dict(zip(codes, spoken, strict=False)))


def _in_language(words: str, language: str) -> str:
    return f"{words} ({language})"


def _stored(field: ExtraField) -> dict[str, Any]:
    stored = {name: getattr(field, name) for name in (*_TEXTS, "required", *ExtraField.PLACES)}
    spoken = {f"{text}-{code}": words.get(text, "") for code, words in field.translations.items() for text in _TEXTS}
    return {**stored, **spoken}


class ExtraAnswersMixin:
    """The fields of the dashboard, in the form of one customer. Staff may leave required ones empty."""

    # Those of any form.
    fields: Any
    cleaned_data: Any

    def ask_extra(self, customer: Customer | None) -> None:
        """Add them, filled with what ``customer`` answered already."""
        self.extra = extra_fields.asked("in_dashboard")
        known = extra_fields.initial(customer, self.extra)
        self.fields.update(extra_fields.form_fields(self.extra, known=known, shopper=False))

    @property
    def extra_section(self) -> tuple[str, list[str]]:
        return _("Extra information"), [extra_fields.form_name(field) for field in self.extra]

    def take_over(self, data: Any, before: Mapping[str, Any], current: Customer) -> None:
        """After a conflict, write into ``data`` what only somebody else changed; ``before`` is what files said."""
        known = extra_fields.initial(current, self.extra)
        for field in self.extra:
            name, old = extra_fields.form_name(field), before.get(f"extra:{field.key}")
            given = self.cleaned_data.get(name)
            # "No" and 0 are answers too.
            if old is not None and values.text(field, None if given == "" else given) == old:
                shown = extra_fields.form_field(field, known=known.get(field.pk), shopper=False).initial
                data[name] = "" if shown is None else str(shown)

    def answers(self) -> dict[str, Any]:
        """What ``extra_fields.answer`` takes."""
        return extra_fields.given_in(self.cleaned_data, self.extra)
