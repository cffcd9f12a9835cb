"""Asking what a customer pays for a product."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PriceQuestionForm(forms.Form):
    product = forms.CharField(label=_("Product: title, number or SKU"), max_length=200)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=9999, initial=1, required=False)
    # Of one that was chosen among several.
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
