"""What to export: whom, which columns, written how, and what for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Segment
from ...services import exports
from ...services.file_columns import FileColumn
from ...services.file_columns.addresses import AddressColumn
from ...services.file_columns.extra_fields import ExtraColumn
from ...services.file_columns.people import FigureColumn

CUSTOM = "choose"
_LAYOUTS = {
    "csv-comma": exports.Layout(exports.CSV, ","),
    "csv-semicolon": exports.Layout(exports.CSV, ";"),
    "xlsx": exports.Layout(exports.XLSX),
}


class ExportForm(forms.Form):
    """``pks`` or a ``query`` come along from the list; without them it is a segment or everybody."""

    who = forms.ChoiceField(label=gettext_lazy("Which customers?"), widget=forms.RadioSelect)
    segment = forms.ModelChoiceField(
        Segment.objects.all(), label=gettext_lazy("Segment"), required=False, empty_label=gettext_lazy("Choose…")
    )
    preset = forms.ChoiceField(label=gettext_lazy("Which columns?"), widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), required=False, widget=forms.CheckboxSelectMultiple
    )
    layout = forms.ChoiceField(label=gettext_lazy("Format"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=500,
        help_text=gettext_lazy("It is written down who took which customers, when and what for."),
    )
    # Shown when there is something to know first.
    anyway = forms.BooleanField(label=gettext_lazy("Export them all the same"), required=False)

    def __init__(self, *args: Any, query: str, pks: list[int], italian: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query, self.pks = query, pks
        self._choices("who", list(self._who()))
        self._choices("preset", [*((one.key, one.label) for one in exports.export_presets), (CUSTOM, _("Choose them"))])
        self._choices("columns", _columns())
        self._choices("layout", list(self._layouts()))
        self.initial.setdefault("who", self.fields["who"].choices[0][0])  # type: ignore[attr-defined]
        self.initial.setdefault("preset", "all")
        # Excel in Italian takes semicolons for what stands between cells.
        self.initial.setdefault("layout", "csv-semicolon" if italian else "csv-comma")
        if not Segment.objects.exists():
            del self.fields["segment"]

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _who(self) -> Iterator[tuple[str, Any]]:
        if self.pks:
            yield "chosen", " ".join(exports.Selection.of(self.pks).words())
        else:
            yield "matching", self._matching()
        if Segment.objects.exists():
            yield "segment", _("A segment")
        yield "everybody", _("Everybody, active and inactive")

    def _matching(self) -> str:
        selection = exports.Selection.matching(self.query)
        words = {"number": number_format(selection.customers().count(), force_grouping=True)}
        if not self.query:
            return _("All active customers: %(number)s") % words
        return _("All who match (%(filter)s): %(number)s") % {**words, "filter": " · ".join(selection.words())}

    def _layouts(self) -> Iterator[tuple[str, Any]]:
        yield "csv-comma", _("CSV, with commas")
        yield "csv-semicolon", _("CSV, with semicolons: for Excel in Italian")
        if exports.can_write_xlsx():
            yield "xlsx", _("Excel (.xlsx)")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("who") == "segment" and not data.get("segment"):
            self.add_error("segment", _("Choose a segment."))
        if data.get("preset") == CUSTOM and not data.get("columns"):
            self.add_error("columns", _("Choose at least one column."))
        return data

    @property
    def selection(self) -> exports.Selection:
        """Raises ``ValidationError`` when a filter means nothing any more."""
        who = self.cleaned_data["who"]
        if who == "everybody":
            return exports.Selection.everybody()
        if who == "segment":
            return exports.Selection.segment(self.cleaned_data["segment"])
        return exports.Selection.of(self.pks) if self.pks else exports.Selection.matching(self.query)

    @property
    def warning(self) -> str:
        """What should be known before these columns of these customers leave the shop, or nothing."""
        preset = exports.export_presets.get(self.cleaned_data["preset"])
        return preset.warning(self.selection.customers()) if preset and not self.cleaned_data["anyway"] else ""

    @property
    def sheet(self) -> exports.Sheet:
        preset = self.cleaned_data["preset"]
        if preset == CUSTOM:
            return exports.Sheet.of(self.cleaned_data["columns"])
        return exports.export_presets[preset].sheet()

    @property
    def chosen_layout(self) -> exports.Layout:
        return _LAYOUTS[self.cleaned_data["layout"]]


def _columns() -> list[tuple[str, list[tuple[str, Any]]]]:
    """The columns under headings, in their order."""
    sections: dict[str, list[tuple[str, Any]]] = {}
    for column in exports.exportable():
        sections.setdefault(_section(column), []).append((column.key, column.label))
    return list(sections.items())


def _section(column: FileColumn) -> str:
    if isinstance(column, AddressColumn):
        return _("Address %(number)s") % {"number": column.number}
    if isinstance(column, ExtraColumn):
        return _("Extra information")
    if isinstance(column, FigureColumn):
        return _("Figures, for reading only")
    return _("Marketing") if "_consent" in column.key else _("Customer")
