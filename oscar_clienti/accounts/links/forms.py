"""What people type on the pages of the link."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...services import customers


class AskForm(forms.Form):
    """The address, in the spelling in which it is stored."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})
    )

    def clean_email(self) -> str:
        try:
            return customers.normalise(self.cleaned_data["email"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error


class CodeForm(forms.Form):
    """Letters and digits, with or without the dash."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "XXXX-XXXX",
            }
        ),
    )
