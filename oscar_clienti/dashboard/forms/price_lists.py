"""Forms of price lists; the services check what they mean and save it."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model
from oscar.forms.widgets import RemoteSelect

from ...models import CustomerGroup
from ...typed import whole_number


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


def _group() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(CustomerGroup.objects.all(), label=_("Group"), empty_label=_("Choose…"))


def _number(label: Any, **options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, required=False, decimal_places=2, widget=widget, **options)


class PriceListForm(forms.Form):
    """Whose list it is, and when it counts."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For your colleagues. Customers don't see it."))
    group = _group()
    starts_on = _day(pgettext_lazy("first day", "From"))
    ends_on = _day(pgettext_lazy("last day", "Until"))
    is_active = forms.BooleanField(
        label=_("In force"), required=False, initial=True, help_text=_("Between its days; without days, always.")
    )


class CopyPriceListForm(forms.Form):
    """For which group, and how much dearer or cheaper."""

    group = _group()
    name = forms.CharField(label=_("Name"), max_length=100)
    percent = forms.DecimalField(
        label=_("Change all prices by … per cent"),
        initial=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("−5 makes everything five per cent cheaper, 5 five per cent dearer."),
    )


class PriceForm(forms.Form):
    """One of both."""

    price = _number(
        _("Price"), max_digits=12, help_text=_("In the terms of the product's own price: with or without taxes.")
    )
    percent = _number(_("Per cent off"), max_digits=5)


class ProductSelect(RemoteSelect):
    """Oscar's would ask the database even for what is no number, and fail; here that is a choice like any wrong one."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        numbers = [str(chosen) for chosen in value if whole_number(chosen) is not None]
        return super().optgroups(name, numbers, attrs)


class PriceLineForm(PriceForm):
    """What the price is for. The page shows the fields that belong to the choice; the others are not read."""

    PRODUCT, RANGE, EVERYTHING = "product", "range", "everything"
    field_order = ("what", "product", "range", "price", "percent")

    what = forms.ChoiceField(
        label=_("For"),
        choices=[(PRODUCT, _("A product")), (RANGE, _("A range")), (EVERYTHING, _("Everything"))],
        initial=PRODUCT,
        widget=forms.RadioSelect,
    )
    product = forms.ModelChoiceField(
        get_model("catalogue", "Product").objects.all(),
        label=_("Product"),
        required=False,
        help_text=_("Type some of its title, its UPC or SKU. A product with variants stands for all of them."),
        widget=ProductSelect(lookup_url=reverse_lazy("dashboard:customer-price-list-products")),
    )
    range = forms.ModelChoiceField(
        get_model("offer", "Range").objects.order_by("name"), label=_("Range"), required=False, empty_label=_("Choose…")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        what = cleaned.pop("what", None)
        for name in (self.PRODUCT, self.RANGE):
            if what != name:
                cleaned[name] = None
            elif cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Choose one."))
        if what != self.PRODUCT:
            cleaned["price"] = None
        return cleaned


class PastePricesForm(forms.Form):
    """As many lines as a spreadsheet has."""

    text = forms.CharField(
        label=_("UPC or SKU and price, one product in a line"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "placeholder": "CR-1; 8.19\nBA-1; 70.00"}),
        help_text=_(
            "With a semicolon, a tab or a comma between. Two columns copied from a spreadsheet are right as they are."
        ),
    )
