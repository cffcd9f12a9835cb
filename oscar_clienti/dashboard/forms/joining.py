"""The form of a group's joining rule."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.utils import get_default_currency

from ...models import JoiningRule


def _money_help() -> str:
    words = _("In %(currency)s, with taxes. Cancelled orders and other currencies don't count.")
    return words % {"currency": get_default_currency()}


class JoiningRuleForm(forms.ModelForm):
    """Checks what was typed; the service saves it."""

    class Meta:
        model = JoiningRule
        fields = ("min_spent", "min_orders", "months", "leaves", "is_active")
        labels = {"months": gettext_lazy("In the last … months"), "is_active": gettext_lazy("The rule is in force")}
        help_texts = {
            "min_spent": lazy(_money_help, str)(),
            "min_orders": gettext_lazy("A number of orders that were not cancelled. Given both, both are needed."),
            "months": gettext_lazy("Counted back from today."),
            "leaves": gettext_lazy("Otherwise whoever has joined stays."),
            "is_active": gettext_lazy("Out of force, nobody joins or leaves by it, and its members stay."),
        }
