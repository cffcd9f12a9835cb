"""Forms of segments: keep a filter under a name, rename it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...models import Segment


class RenameSegmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)


class SaveSegmentForm(forms.Form):
    """A new segment, or another filter for one that is there."""

    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("For instance “VIP, no order in 90 days”.")
    )
    replaces = forms.ModelChoiceField(
        Segment.objects.all(),
        label=_("Or replace the filter of"),
        required=False,
        empty_label=_("None: it is a new segment"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("name")) == bool(cleaned.get("replaces")) and not self.errors:
            raise ValidationError(_("Enter a name, or choose the segment whose filter is to be replaced."))
        return cleaned
