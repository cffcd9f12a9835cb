"""Why, how long, where and by which paper a customer buys without taxes."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import conf
from ...models import Customer, TaxExemption
from .fieldsets import FieldsetsMixin


@dataclass(frozen=True)
class Kept:
    """The certificate that is there: the name that it came with, and where it can be fetched."""

    name: str
    url: str


class CertificateInput(forms.ClearableFileInput):
    """Links to our own page: the file itself has no address."""

    template_name = "oscar_clienti/dashboard/forms/certificate.html"
    clear_checkbox_label = _("Remove the certificate")  # type: ignore[assignment]  # Django's own is lazy too.


def _day(label: Any, help_text: Any) -> forms.DateField:
    calendar = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=False, widget=calendar)


class ExemptionForm(FieldsetsMixin, forms.Form):
    """``kept`` is the certificate that is there already, ``version`` that of the customer which the editor saw."""

    exempt = forms.BooleanField(
        label=_("Tax-exempt"),
        required=False,
        help_text=_("Every price is net for this customer: product pages, basket, shipping, order and e-mails."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=255,
        help_text=_("For example: diplomatic mission; exempt under art. 72. The customer reads it on the order."),
    )
    certificate = forms.FileField(label=_("Certificate"), required=False, max_length=500, widget=CertificateInput)
    valid_from = _day(_("Valid from"), _("Leave it empty for at once."))
    valid_until = _day(_("Valid until"), _("The last day without taxes. It ends by itself; leave it empty for no end."))
    countries = forms.MultipleChoiceField(
        label=_("Countries of delivery"),
        required=False,
        help_text=_("Deliveries to other countries are taxed as usual. Choose none for everywhere."),
    )

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    sections = [
        (_("Taxes"), ("exempt", "reason")),
        (_("How long and where"), ("valid_from", "valid_until", "countries")),
        (_("Proof"), ("certificate",)),
    ]
    PARTICULARS = ("reason", "valid_from", "valid_until", "countries")

    def __init__(self, *args: Any, customer: Customer, kept: Kept | None, **kwargs: Any) -> None:
        kwargs["initial"] = {**self._shown(customer, kept), **kwargs.get("initial", {})}
        self.customer = customer
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = _countries(self.initial["countries"])  # type: ignore[attr-defined]
        size = filesizeformat(conf.get("CERTIFICATE_MAX_BYTES"))
        words = _("PDF, PNG or JPEG, at most {size}. Only colleagues who may look at customers can fetch it.")
        self.fields["certificate"].help_text = format_lazy(words, size=size)

    @classmethod
    def _shown(cls, customer: Customer, kept: Kept | None) -> dict[str, Any]:
        exemption = getattr(customer, "exemption", None) or TaxExemption()
        stored = {name: getattr(exemption, name) for name in cls.PARTICULARS}
        return {"exempt": customer.tax_exempt, "version": customer.version, "certificate": kept, **stored}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("exempt") and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Say why: it is written on every order without taxes."))
        if not data.get("exempt") and not self.customer.tax_exempt and set(self.changed_data) - {"exempt", "version"}:
            self.add_error("exempt", _("Tick this, too, if the customer shall buy without taxes."))
        return data

    def particulars(self) -> dict[str, Any]:
        """What ``taxes.grant`` takes; of the certificate only a new one, or that it shall go."""
        new = self.cleaned_data["certificate"] if "certificate" in self.changed_data else None
        facts = {name: self.cleaned_data[name] for name in (*self.PARTICULARS, "version")}
        return {**facts, "certificate": new}


def _countries(stored: list[str]) -> list[tuple[str, str]]:
    """Where the shop delivers to; what was chosen once stays choosable."""
    known = get_model("address", "Country").objects.filter(Q(is_shipping_country=True) | Q(pk__in=stored))
    return sorted(((country.pk, str(country)) for country in known), key=lambda choice: choice[1])
