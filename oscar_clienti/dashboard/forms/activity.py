"""Narrowing the activity of one customer."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..history import kind_label

THE_SHOP = "shop"


# Days that every database and time zone can count with.
_DAYS = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(9000, 1, 1))]


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=_DAYS)


class ActivityFilterForm(forms.Form):
    """Offers only what this customer's rows have; whatever makes no sense narrows nothing."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    since = _day(pgettext_lazy("day", "From"))
    until = _day(pgettext_lazy("day", "To"))

    def __init__(self, data: Any, *, rows: QuerySet) -> None:
        super().__init__(data, auto_id="activity-%s")
        for name in ("kind", "who"):
            # Oscar's own select boxes don't tell htmx when they change.
            self.fields[name].widget.attrs["class"] = "no-widget-init"
        rows = rows.order_by()
        keys = rows.values_list("kind", flat=True).distinct()
        names = {name or "" for name in rows.values_list("by_name", flat=True).distinct()}
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Everything")),
            *sorted(((key, kind_label(key)) for key in keys), key=lambda choice: choice[1]),
        ]
        self.fields["who"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Everybody")),
            *([(THE_SHOP, _("The shop"))] if "" in names else []),
            *((f"name:{name}", name) for name in sorted(names - {""})),
        ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that were asked for."""
        self.full_clean()
        asked = self.cleaned_data
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("who"):
            rows = rows.filter(by_name="" if asked["who"] == THE_SHOP else asked["who"].removeprefix("name:"))
        if asked.get("since"):
            rows = rows.filter(at__gte=_midnight(asked["since"]))
        if asked.get("until"):
            rows = rows.filter(at__lt=_midnight(asked["until"]) + timedelta(days=1))
        return rows

    @property
    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.values())

    def query(self) -> str:
        """The address of this narrowing up to "page=", for the links to other pages."""
        return (
            f"?{urlencode({'tab': 'activity'} | {name: value for name, value in self.cleaned_data.items() if value})}&"
        )


def _midnight(day: Any) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))
