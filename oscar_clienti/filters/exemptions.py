"""Whose exemption from taxes needs a look: it ends soon, or has run out."""

from datetime import timedelta

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..querysets import CustomerQuerySet
from . import people  # noqa: F401  Ours stands behind theirs.
from .base import Chip, Fields, Filter, Raw, Values, filters, pairs

SOON = timedelta(days=30)


class ExemptionFilter(Filter):
    """Still exempt, but not for long; or exempt once, until the last day of the certificate."""

    key = "exemption"
    label = gettext_lazy("Tax exemption")
    skewed = True

    def fields(self) -> dict[str, forms.Field]:
        choices = [
            ("", gettext_lazy("Any")),
            ("ending", gettext_lazy("Ends within 30 days")),
            ("expired", gettext_lazy("Has run out")),
        ]
        return {self.key: forms.ChoiceField(label=self.label, choices=choices, required=False)}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        today = localdate()
        if values[self.key] == "expired":
            return customers.filter(exemption__valid_until__lt=today)
        return customers.tax_exempt().filter(exemption__valid_until__range=(today, today + SOON))

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        ending = values[self.key] == "ending"
        words = _("Tax exemption ends within 30 days") if ending else _("Tax exemption has run out")
        return [Chip(words, pairs(raw, self.key))]


filters.register(ExemptionFilter(), before="source")
