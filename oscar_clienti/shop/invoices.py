"""What an invoice needs, in the shopper's hands: typed once in profile or checkout, there at the next order.

Whoever has no customer row that may be changed – guests, staff – types it for one order: it waits in the checkout.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_LABELS: dict[str, tuple[Any, int, Any]] = {
    "company": (_("Company"), 255, ""),
    "vat_number": (_("VAT number"), 32, _("Of another country than the shop's: with its two letters, such as DE.")),
    "tax_code": (_("Tax code"), 32, _("In Italy the codice fiscale.")),
    "sdi_code": (_("SDI recipient code"), 7, _("In Italy: where the electronic invoice goes. Or give a PEC address.")),
    "pec": (_("PEC address"), 254, ""),
}
# Where the checkout keeps what somebody without an account typed.
_PLACE = ("clienti", "invoice")


def _fields() -> dict[str, forms.Field]:
    return {
        name: forms.CharField(label=label, max_length=length, required=False, help_text=help_text)
        for name, (label, length, help_text) in _LABELS.items()
    }


class InvoiceForm(forms.Form):
    """``known`` is what was given before: as long as it stays, nobody is asked to correct it."""

    def __init__(self, data: Any = None, *, known: dict[str, str], country: str = "") -> None:
        super().__init__(data, initial=known, prefix="invoice")
        self.known, self.country = known, country
        self.fields.update(_fields())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        _judge(self, data, self.known, self.country)
        return data

    @property
    def given(self) -> list[tuple[Any, str]]:
        """What was given before, with its labels."""
        return [(_LABELS[name][0], text) for name, text in self.known.items() if text]


def _judge(form: Any, data: dict[str, Any], known: dict[str, str], country: str) -> None:
    """Write into ``data`` how it is stored, or into the form what is wrong."""
    # Here, because Oscar asks for the classes below before the models are loaded.
    from ..services.vat import identity

    for name in identity.FIELDS:
        text = (data.get(name) or "").strip()
        if text and text != known.get(name):
            try:
                data[name] = identity.clean(name, text, country)
            except ValidationError as error:
                form.add_error(name, error)


class ProfileFormMixin:
    """Part of what is mixed into Oscar's ``ProfileForm``, whichever of the two it is; a store's own fields stay its."""

    # Those of any form.
    user: Any
    fields: Any
    initial: Any
    data: Any
    cleaned_data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from ..services.vat import own

        super().__init__(*args, **kwargs)
        self.clienti_customer = own.customer_of(self.user)
        self.clienti_known = own.known(self.clienti_customer)
        for name, field in _fields().items() if self.clienti_customer else ():
            if name not in self.fields:
                self.fields[name] = field
                self.initial[name] = self.clienti_known[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data  # type: ignore[misc]
        if self.clienti_customer:
            _judge(self, data, self.clienti_known, self.clienti_customer.country_code)
        return data

    def save(self, *args: Any, **kwargs: Any) -> Any:
        from ..services.vat import own

        saved = super().save(*args, **kwargs)  # type: ignore[misc]
        # What a store's own page doesn't ask for is not wiped out.
        asked = [name for name in _LABELS if self.add_prefix(name) in self.data]  # type: ignore[attr-defined]
        if self.clienti_customer and asked:
            own.keep(self.user, {name: self.cleaned_data[name] for name in asked})
        return saved


class ProfileViewMixin:
    """Part of what is mixed into Oscar's ``ProfileView``: what was typed can be read again."""

    def get_profile_fields(self, user: Any) -> list[dict[str, Any]]:
        from ..services.vat import own

        customer = own.customer_of(user)
        fields = super().get_profile_fields(user)  # type: ignore[misc]
        if customer is None:
            return fields
        return [*fields, *({"name": _LABELS[name][0], "value": text} for name, text in own.known(customer).items())]


class CheckoutMixin:
    """Mixed into Oscar's ``PaymentDetailsView``: a box with what the invoice needs, on both of its pages.

    Saving it leads back to the payment page, for what was typed there is kept nowhere.
    """

    request: Any

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.POST.get("action") != "invoice":
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        form = self._invoice_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(invoice_form=form))  # type: ignore[attr-defined]
        self._keep(form.cleaned_data)
        return HttpResponseRedirect(reverse("checkout:payment-details"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "invoice_form" not in kwargs:
            kwargs["invoice_form"] = self._invoice_form()
        return super().get_context_data(**kwargs)  # type: ignore[misc]

    def place_order(self, *args: Any, **kwargs: Any) -> Any:
        order = super().place_order(*args, **kwargs)  # type: ignore[misc]
        from ..services import taxes
        from ..services.vat import own

        typed = self.checkout_session._get(*_PLACE)  # type: ignore[attr-defined]
        # Who typed as a visitor and signed in since has an account that says whom the invoice is for.
        if typed and own.customer_of(self.request.user) is None:
            taxes.record_receiver(order, typed)
        return order

    def _invoice_form(self, data: Any = None) -> InvoiceForm:
        from ..services.vat import own

        customer = own.customer_of(self.request.user)
        typed = self.checkout_session._get(*_PLACE) or own.known(None)  # type: ignore[attr-defined]
        known, country = (own.known(customer), customer.country_code) if customer else (typed, self._country())
        return InvoiceForm(data, known=known, country=country)

    def _country(self) -> str:
        from ..services import taxes

        return taxes.country_of_delivery(self.request.user, self.request)

    def _keep(self, data: dict[str, str]) -> None:
        from ..services.vat import own

        customer, typed = own.customer_of(self.request.user), {name: data[name] for name in _LABELS}
        if customer is None:
            self.checkout_session._set(*_PLACE, typed)  # type: ignore[attr-defined]
        else:
            own.keep(self.request.user, typed)
