"""Two members of staff edit one thing that counts no versions: the page itself remembers what it showed."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _


class ShownMixin:
    """What nobody touched is not written, so that what a colleague saved meanwhile stays.

    Fields that only make sense ``together`` are refused when one was touched and a colleague changed one: the form
    shows what is stored now beside what was typed, and saving again writes that. ``newer`` says so in words.
    """

    together: Collection[str] = ()
    newer: str | Promise = ""
    # Those of any form of a model.
    fields: Any
    data: Any
    instance: Any
    cleaned_data: Any
    changed_data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk)

    @cached_property
    def touched(self) -> set[str]:
        """The names of what was changed on the page; a program that posts without what it was shown means it all."""
        known = {name for name in self.fields if self._bound(name).html_initial_name in self.data}
        return known & set(self.changed_data) | self.fields.keys() - known

    def fields_to_write(self) -> dict[str, Any]:
        """What a service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.touched}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        names = [name for name in self.together if name in self.fields]
        if self.touched.intersection(names) and any(map(self._is_newer, names)):
            self._show_what_is_stored(names)
            keep = _(
                "What you typed is still here; fields that you had not touched show the new values. "
                "Save again to keep what you see."
            )
            self.add_error(None, [self.newer, keep])  # type: ignore[attr-defined]
        return cleaned

    def _bound(self, name: str) -> forms.BoundField:
        return self[name]  # type: ignore[index]

    def _is_newer(self, name: str) -> bool:
        """Is something else stored now than the page showed?"""
        shown, stored = self.data.get(self._bound(name).html_initial_name), self._bound(name).initial
        if shown is None:
            return False
        if isinstance(stored, str):
            # Browsers have their own line ends.
            return shown.split() != stored.split()
        return self.fields[name].has_changed(stored, shown)

    def _show_what_is_stored(self, names: Collection[str]) -> None:
        self.data = self.data.copy()
        for name in names:
            bound = self._bound(name)
            stored = self.fields[name].prepare_value(bound.initial)
            self.data[bound.html_initial_name] = "" if stored is None else str(stored)
            if name not in self.touched:
                self.data[bound.html_name] = self.data[bound.html_initial_name]
