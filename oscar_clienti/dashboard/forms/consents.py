"""What staff writes down when a customer says yes or no to marketing."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentForm(forms.Form):
    """A yes needs a word on how it was given; a no needs nothing at all."""

    how = forms.CharField(
        label=_("How it was given"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example: on the phone on Monday; on the paper form of the fair, kept in the office."),
    )
    wording = forms.CharField(
        label=_("Wording"),
        max_length=10000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The exact words that the customer read or heard. They prove what the yes was about."),
    )
    wording_language = forms.ChoiceField(label=_("Language of the wording"), required=False)
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave it empty for now."),
    )

    def __init__(self, *args: Any, grants: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wording_language"].choices = [("", "–"), *settings.LANGUAGES]  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("how", "wording"):
            self.fields[name].widget.attrs["class"] = "cl-wide"
        if not grants:
            self.fields["how"].required = False
            self.fields["how"].label = _("How it was said")
            self.fields["how"].help_text = _("You may leave this empty: saying no must be easy.")
            del self.fields["wording"], self.fields["wording_language"]

    def clean_at(self) -> Any:
        """Refuse a time to come here, so that the message stands at its field; and slips such as the year 24."""
        at = self.cleaned_data["at"]
        if at and at.year < 1970:
            raise forms.ValidationError(_("Check the year: this is too long ago."))
        if at and at > timezone.now():
            raise forms.ValidationError(_("This time is still to come."))
        return at

    def clean(self) -> dict[str, Any]:
        """Words have a language, no words have none."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("wording"):
            cleaned["wording_language"] = ""
        return cleaned
