"""What somebody writes to the shop."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...services import letters
from ..message_forms import MessageForm


class ContactForm(MessageForm):
    """Who is signed in is not asked who they are."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    order_number = forms.CharField(
        label=_("Order number"), max_length=128, required=False, help_text=_("If it is about an order.")
    )
    # People don't see it; programs fill in whatever there is.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    field_order = ["name", "email", "subject", "order_number", "text", "uploads", "website", "form_key"]

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"], self.fields["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("name", "subject", "order_number"):
            try:
                letters.one_line(cleaned.get(name) or "")
            except ValidationError:
                self.add_error(name, _("This must be one line of text."))
        return cleaned

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.data.get("website"))

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        words = {name: self.cleaned_data.get(name, "") for name in ("name", "email", "subject", "order_number")}
        return {**words, **self.parts()}
