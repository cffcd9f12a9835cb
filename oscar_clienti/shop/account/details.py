"""Who the customer is, in their own hands: phone, language, birthday and picture, beside what Oscar asks."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...services import buyers, customers, pictures
from ...services.customers.fields import NAMES
from ..invoices import ProfileFormMixin as InvoiceFormMixin
from ..invoices import ProfileViewMixin as InvoiceViewMixin
from .base import customer_of, page_of

_INVOICE = ("company", "vat_number", "tax_code", "sdi_code", "pec")
TEXTS = ("phone", "language", "birthday")
LABELS = {
    "phone": gettext_lazy("Phone"),
    "language": gettext_lazy("Language"),
    "birthday": gettext_lazy("Birthday"),
}


class PictureInput(forms.ClearableFileInput):
    """Shows the picture itself, not the name of its file."""

    template_name = "oscar_clienti/account/_picture.html"
    clear_checkbox_label = gettext_lazy("Remove the picture")  # type: ignore[assignment]  # Django's own is lazy too.


class ProfileFormMixin(InvoiceFormMixin):
    """Mixed into Oscar's ``ProfileForm``. Where allauth has a page for the e-mail address, this one leaves it alone."""

    files: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before Oscar's form writes into the very same user.
        self.clienti_email = self.user.email
        if page_of("account_email"):
            self.fields.pop("email", None)
        self.clienti_asked = self.clienti_customer and [name for name in _fields() if name not in self.fields]
        for name in self.clienti_asked or ():
            self.fields[name] = _fields()[name]
            self.initial[name] = getattr(self.clienti_customer, name)
        # The person before the invoices.
        names = list(self.fields)
        first = [name for name in names if name not in _INVOICE]
        self.order_fields([*first, *(name for name in names if name in _INVOICE)])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("picture") and "picture" in (self.clienti_asked or ()) and "picture" in self.files:
            try:
                pictures.cut(data["picture"])
            except ValidationError as error:
                self.add_error("picture", error)  # type: ignore[attr-defined]
        return data

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """The names in one act with what is ours, before Oscar writes them: then there is still something to tell."""
        typed = {name: self.cleaned_data[name] for name in self.clienti_asked or () if self._was_asked(name)}
        typed |= {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data}
        if typed and self.clienti_customer:
            customers.update(self.clienti_customer, by=self.user, **typed)
            buyers.forget(self.user)
        saved = super().save(*args, **kwargs)
        if "email" in self.cleaned_data:
            customers.changed_in_person(self.user, old=self.clienti_email)
        return saved

    def _was_asked(self, name: str) -> bool:
        """What a store's own page doesn't ask for is not wiped out; a picture that stays is not written anew."""
        if name == "picture":
            return "picture" in self.files or f"{self.add_prefix(name)}-clear" in self.data  # type: ignore[attr-defined]
        return self.add_prefix(name) in self.data  # type: ignore[attr-defined]


class ProfileViewMixin(InvoiceViewMixin):
    """Mixed into Oscar's ``ProfileView``."""

    request: Any
    page_title = gettext_lazy("My details")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"customer": customer_of(self.request.user), "email_page": page_of("account_email")}
        return super().get_context_data(**{**ours, **kwargs})  # type: ignore[misc]

    def get_profile_fields(self, user: Any) -> list[dict[str, Any]]:
        customer = customer_of(user)
        ours = [{"name": LABELS[name], "value": _said(customer, name)} for name in TEXTS] if customer else []
        return [*ours, *super().get_profile_fields(user)]


def _said(customer: Any, name: str) -> str:
    if name == "language":
        return str(dict(settings.LANGUAGES).get(customer.language, customer.language))
    if name == "birthday":
        return date_format(customer.birthday) if customer.birthday else ""
    return str(getattr(customer, name))


def _fields() -> dict[str, forms.Field]:
    """Made anew for each form, for they are its own."""
    languages = [("", _("As the shop speaks")), *settings.LANGUAGES]
    return {
        "phone": forms.CharField(
            label=LABELS["phone"], max_length=32, required=False,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        ),
        "language": forms.ChoiceField(
            label=LABELS["language"], required=False, choices=languages,
            help_text=_("In which we write to you."),
        ),
        "birthday": forms.DateField(
            label=LABELS["birthday"], required=False, validators=[_past],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
        ),
        "picture": forms.ImageField(
            label=gettext_lazy("Picture"), required=False, widget=PictureInput,
            help_text=_("JPEG, PNG or WebP; we cut it to a square."),
        ),
    }  # fmt: skip


def _past(day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="future")
