"""Forms of an import: bring a file, say how it is read, match its columns, decide."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from ... import conf
from ...models import CustomerGroup, Tag
from ...services import imports
from .fieldsets import FieldsetsMixin
from .labels import TagsField

Country = get_model("address", "Country")
Choices = Sequence[tuple[str, Any]]

DELIMITERS = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Vertical bar"),
}
# How the headings of the menu begin; a column belongs to the first that fits, else to the person.
_HEADINGS: Sequence[tuple[str, str | Promise]] = (
    *((f"address{n}_", gettext_lazy("Address %(number)s")) for n in range(1, 6)),
    ("email_consent", gettext_lazy("Marketing")),
    ("sms_consent", gettext_lazy("Marketing")),
    ("password", gettext_lazy("Password")),
)
_PERSON = gettext_lazy("Customer")


class FileForm(forms.Form):
    """One file; ``too_large`` says that its upload was stopped."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # What a file lacks is told by the service, in the same words for every road.
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        most = conf.get("IMPORT_MAX_BYTES")
        self.most = filesizeformat(most)
        self.too_large_words = _(
            "This file is too large: at most %(most)s can be imported at once. Cut it into several files."
        ) % {"most": filesizeformat(most)}
        self.fields["file"].widget.attrs |= {"data-cl-most": most, "data-cl-too-large": self.too_large_words}
        if too_large:
            self.fields["file"].required = False

    def clean_file(self) -> Any:
        if self.too_large:
            raise forms.ValidationError(self.too_large_words, code="too_large")
        return self.cleaned_data["file"]


class BringForm(FileForm):
    """A file or pasted rows, one of them."""

    pasted = forms.CharField(
        label=gettext_lazy("Rows or e-mail addresses"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "cl-wide"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        pasted = data.get("pasted", "").strip()
        if data.get("file") and pasted:
            self.add_error("pasted", _("You gave a file and pasted rows: bring one after the other."))
        elif not data.get("file") and not pasted and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste rows into the box below."))
        return data


class ReadAsForm(forms.Form):
    """How the file is written, when it was taken for something else."""

    encoding = forms.ChoiceField(label=gettext_lazy("Letters"), choices=list(imports.ENCODINGS.items()))
    delimiter = forms.ChoiceField(label=gettext_lazy("Between the cells"))

    def __init__(self, *args: Any, layout: Any, samples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        kwargs["initial"] = {"encoding": layout.encoding, "delimiter": layout.delimiter}
        super().__init__(*args, **kwargs)
        known = {layout.delimiter: f"“{layout.delimiter}”", **DELIMITERS}
        self.fields["delimiter"].choices = list(known.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.samples = [(key, imports.ENCODINGS[key], text.splitlines()) for key, text in samples]


class MatchingForm(forms.Form):
    """For each column of the file what it fills; "" leaves it out."""

    save_as = forms.CharField(
        label=gettext_lazy("Save this matching as"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "Leave it empty if you won't need it again. It is offered for the next file with the same columns."
        ),
    )

    def __init__(self, *args: Any, columns: Sequence[Any], choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        grouped = [("", _("– leave out –")), *_grouped(choices)]
        for column in columns:
            self.fields[_name(column)] = forms.ChoiceField(
                choices=grouped, required=False, initial=column.key, label=column.heading or str(column.index + 1)
            )

    def rows(self) -> Iterator[tuple[Any, forms.BoundField]]:
        """Each column of the file with its menu."""
        for column in self.columns:
            yield column, self[_name(column)]

    @property
    def chosen(self) -> dict[int, str]:
        return {column.index: self.cleaned_data[_name(column)] for column in self.columns}


def _name(column: Any) -> str:
    return f"column-{column.index}"


def _grouped(choices: Choices) -> list[tuple[str, Choices]]:
    found: dict[str, list[tuple[str, Any]]] = {}
    for key, label in choices:
        found.setdefault(_heading(key), []).append((key, label))
    return list(found.items())


def _heading(key: str) -> str:
    for start, words in _HEADINGS:
        if key.startswith(start):
            return str(words) % {"number": start[-2]} if start.startswith("address") else str(words)
    return str(_PERSON)


class DecisionsForm(FieldsetsMixin, forms.Form):
    """What is asked about this file; ``keys`` are the fields that its columns fill."""

    who = forms.ChoiceField(
        label=gettext_lazy("Which rows count?"),
        widget=forms.RadioSelect,
        choices=[
            ("both", gettext_lazy("Add new customers, and update those who are there")),
            ("new", gettext_lazy("Only add new customers")),
            ("existing", gettext_lazy("Only update customers who are there")),
        ],
    )
    blanks = forms.ChoiceField(
        label=gettext_lazy("What does an empty cell mean?"),
        widget=forms.RadioSelect,
        choices=[
            ("leave", gettext_lazy("Nothing: the customer keeps what is there")),
            ("clear", gettext_lazy("Empty the field of the customer")),
        ],
        help_text=gettext_lazy("Empty cells never take anything away from marketing consents and addresses."),
    )
    tags_mode = forms.ChoiceField(
        label=gettext_lazy("Tags that are in the file"),
        widget=forms.RadioSelect,
        choices=[
            ("add", gettext_lazy("Add them to the tags that a customer has")),
            ("replace", gettext_lazy("Replace the tags that a customer has")),
        ],
    )
    create_labels = forms.BooleanField(
        label=gettext_lazy("Create groups and tags that are in the file and not in the shop"),
        required=False,
        help_text=gettext_lazy("Otherwise such a row is refused, and you see its name in the preview."),
    )
    group = forms.ModelChoiceField(
        CustomerGroup.objects.all(),
        label=gettext_lazy("Put everybody into the group"),
        required=False,
        empty_label=gettext_lazy("– no change –"),
    )
    tags = TagsField(label=gettext_lazy("Give everybody these tags"), required=False)
    country = forms.ModelChoiceField(
        Country.objects.all(),
        label=gettext_lazy("Country of addresses that name none"),
        required=False,
        empty_label=gettext_lazy("None: such a row is refused"),
    )
    consent_source = forms.CharField(
        label=gettext_lazy("Where they said yes"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("For example: registration in our old shop; paper form of the fair."),
    )
    consent_at = forms.DateField(
        label=gettext_lazy("When they said yes"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The day that you can prove for all of them."),
    )
    subscribe = forms.BooleanField(
        label=gettext_lazy("Subscribe new customers about whom the file says nothing"),
        required=False,
        help_text=gettext_lazy(
            "They were not asked. Do this only where the law lets you, and say below what they were told."
        ),
    )
    consent_wording = forms.CharField(
        label=gettext_lazy("The words that they read"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "cl-wide"}),
        help_text=gettext_lazy("They are kept in the ledger of consents, for the day on which somebody asks."),
    )

    MARKETING = ("consent_source", "consent_at", "subscribe", "consent_wording")
    sections = [
        (gettext_lazy("Customers"), ("who", "blanks")),
        (gettext_lazy("Group and tags"), ("group", "tags", "tags_mode", "create_labels")),
        (gettext_lazy("Addresses"), ("country",)),
        (gettext_lazy("Marketing"), MARKETING),
    ]

    def __init__(
        self, *args: Any, decisions: imports.Decisions, keys: set[str], may_label: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{**kwargs, "initial": _initial(decisions)})
        self.decisions = decisions
        # What doesn't concern the file is not asked, and stays as it is.
        asked = {
            "tags_mode": "tags" in keys,
            "create_labels": may_label and bool({"group", "tags"} & keys),
            "country": any(key.startswith("address") for key in keys),
            "consent_source": bool({"email_consent", "sms_consent"} & keys),
            "consent_at": bool({"email_consent", "sms_consent"} & keys),
            "group": CustomerGroup.objects.exists(),
            "tags": Tag.objects.exists(),
        }
        for name in [name for name, wanted in asked.items() if not wanted]:
            del self.fields[name]

    def decided(self) -> imports.Decisions:
        """The decisions as the service takes them."""
        given = dict(self.cleaned_data)
        for name, plain in (
            ("group", lambda group: group and group.pk),
            ("tags", lambda tags: [tag.pk for tag in tags]),
        ):
            if name in given:
                given[name] = plain(given[name])
        if "country" in given:
            given["country"] = given["country"].pk if given["country"] else ""
        if given.get("consent_at"):
            given["consent_at"] = given["consent_at"].isoformat()
        return imports.Decisions.from_dict({**self.decisions.as_dict(), **given})


def _initial(decisions: imports.Decisions) -> dict[str, Any]:
    return {**decisions.as_dict(), "consent_at": decisions.consent_at}
