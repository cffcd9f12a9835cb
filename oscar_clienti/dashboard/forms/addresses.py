"""An address in the customer's book: Oscar's form – or the shop's – with the two defaults."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_class, get_model

from .shown import ShownMixin

UserAddressForm: Any = get_class("address.forms", "UserAddressForm")
DEFAULTS = ("is_default_for_shipping", "is_default_for_billing")


class AddressForm(ShownMixin, UserAddressForm):
    """Checks what was typed; the service saves it."""

    newer = _("Somebody changed this address while you were editing. Nothing was saved yet.")

    class Meta(UserAddressForm.Meta):
        model = get_model("address", "UserAddress")
        fields = [*UserAddressForm.Meta.fields, *DEFAULTS]

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["is_default_for_shipping"].label = _("Default for shipping")
        self.fields["is_default_for_billing"].label = _("Default for billing")
        if "phone_number" in self.fields:
            self.fields["phone_number"].help_text = ""  # Oscar's speaks to the shopper.
        if "notes" in self.fields:
            self.fields["notes"].widget = forms.Textarea(attrs={"rows": 2})
            self.fields["notes"].help_text = _("For the courier.")

    @property
    def together(self) -> list[str]:  # type: ignore[override]  # The shop's form may have fields of its own.
        return [name for name in self.fields if name not in DEFAULTS]

    def validate_unique(self) -> None:
        """The service tells of twins, in words for staff."""

    @property
    def fieldsets(self) -> list[tuple[Any, list[Any]]]:
        return [(_("Address"), [self[name] for name in self.together]), (_("Use"), [self[name] for name in DEFAULTS])]
