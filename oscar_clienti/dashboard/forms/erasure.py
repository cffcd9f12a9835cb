"""A tick before several accounts are deleted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UnderstandForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I understand that this can't be undone."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )
