"""Forms of the list: what to search for, and how to show it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...filters import CustomerFilter, Filter, filters
from ...models import ListPreference
from ..columns import columns

SECTIONS = {"customer": _("Customer"), "contact": _("Contact and marketing"), "orders": _("Orders")} | {
    "extra": _("Extra information")
}


class CustomerFilterForm(forms.Form):
    """Every registered filter as fields, filled with what is active."""

    def __init__(self, found: CustomerFilter) -> None:
        super().__init__()
        self.shown: list[tuple[Filter, list[str]]] = []
        active = found.active()
        for item in filters.select(lambda item: item.key != "q" and (item.offered or item in active)):
            fields = item.fields()
            self.fields.update(fields)
            self.shown.append((item, list(fields)))
        for name, field in self.fields.items():
            self.initial[name] = self._initial(field, found.raw.get(name, []))

    @staticmethod
    def _initial(field: forms.Field, values: list[str]) -> Any:
        return values if isinstance(field, forms.MultipleChoiceField) else (values[-1] if values else None)

    def sections(self) -> Iterator[tuple[Any, list[tuple[Filter, list[forms.BoundField], bool]]]]:
        """Heading by heading: the filters with their bound fields, and whether each is active."""
        known = {*SECTIONS}
        for section, heading in SECTIONS.items():
            rows = [
                (item, [self[name] for name in names], any(self.initial[name] for name in names))
                for item, names in self.shown
                if item.section == section or (section == "customer" and item.section not in known)
            ]
            if rows:
                yield heading, rows


class ListPreferenceForm(forms.Form):
    """Which columns, and how many rows a page."""

    columns = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)
    page_size = forms.TypedChoiceField(
        label=_("Rows a page"), coerce=int, choices=[(size, size) for size in ListPreference.PAGE_SIZES]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(column.key, column.label) for column in columns]  # type: ignore[attr-defined]
