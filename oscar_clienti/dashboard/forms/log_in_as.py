"""Why, and how far, staff logs in as a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LogInAsForm(forms.Form):
    """Read-only unless somebody who may act chooses otherwise."""

    reason = forms.CharField(
        label=_("Reason"), max_length=255, help_text=_("For instance: “Does not find her invoice.” It is kept.")
    )
    acts = forms.ChoiceField(
        label=_("What for"),
        choices=[("", _("To look: nothing can be changed")), ("1", _("To act: basket, orders and addresses"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    def __init__(self, *args: Any, may_act: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_act:
            del self.fields["acts"]
