"""Placing an order for a customer: how it is paid, and what happens then."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import conf

# For the catalogue: what the setting says without the shop's doing.
_WORDS = (_("Bank transfer"), _("Cash"), _("On account"))


class PlaceOrderForm(forms.Form):
    """Carries what was shown, so that nothing else is ordered."""

    payment = forms.ChoiceField(label=_("Payment"))
    reference = forms.CharField(
        label=_("Payment reference"), max_length=255, required=False, help_text=_("Such as the number of the transfer.")
    )
    received = forms.BooleanField(label=_("The money is here already"), required=False)
    status = forms.ChoiceField(label=_("Status of the order"), required=False)
    confirm = forms.BooleanField(label=_("Send the customer the confirmation by e-mail"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payment"].choices = payments()  # type: ignore[attr-defined]
        if states := get_model("order", "Order").all_statuses():
            self.fields["status"].choices = [("", _("As in the shop's checkout")), *((s, s) for s in states)]  # type: ignore[attr-defined]
        else:
            del self.fields["status"]

    @property
    def fieldsets(self) -> list[tuple[Any, list[Any]]]:
        return [(_("How it is paid"), [self[name] for name in self.fields if not self[name].is_hidden])]

    def fields_to_write(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def payments() -> list[tuple[str, str]]:
    """The shop's own names first, then those of its checkout; the names are stored, the words are shown."""
    own = list(conf.get("OFFLINE_PAYMENTS"))
    known = get_model("payment", "SourceType").objects.order_by("name").values_list("name", flat=True)
    return [(name, _now(name)) for name in dict.fromkeys([*own, *known])]
