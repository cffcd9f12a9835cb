"""Forms of groups and tags: edit one, say where its people go, choose some for chosen customers."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...models import CustomerGroup, Tag
from ...models.labels import Label


class LabelForm(forms.ModelForm):
    """Checks what was typed; the service saves it."""

    class Meta:
        fields = ("name", "colour", "description")
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color", "class": "cl-colour"}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }


class CustomerGroupForm(LabelForm):
    class Meta(LabelForm.Meta):
        model = CustomerGroup
        help_texts = {"description": _("For your colleagues: who belongs here? Customers don't see it.")}


class TagForm(LabelForm):
    class Meta(LabelForm.Meta):
        model = Tag
        help_texts = {"description": _("For your colleagues: when is it used? Customers don't see it.")}


class MergeForm(forms.Form):
    """Into which other label?"""

    into: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=CustomerGroup.objects.none(), label=_("Merge into"), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, label: Label, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = type(label).objects.exclude(pk=label.pk)  # type: ignore[attr-defined]


class DeleteLabelForm(forms.Form):
    """Where its people go; the answer "nowhere" has to be chosen too, so that nobody loses a group by haste."""

    NOWHERE = "none"
    question: str | Promise
    nowhere: str | Promise

    move_to = forms.ChoiceField()

    def __init__(self, *args: Any, label: Label, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = type(label).objects.exclude(pk=label.pk)
        choices: list[tuple[str, str | Promise]] = [("", _("Choose…")), (self.NOWHERE, self.nowhere)]
        self.fields["move_to"].label = str(self.question)
        choices += [(str(other.pk), other.name) for other in self.others]
        self.fields["move_to"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_move_to(self) -> Label | None:
        chosen = self.cleaned_data["move_to"]
        return None if chosen == self.NOWHERE else self.others.filter(pk=chosen).first()


class DeleteCustomerGroupForm(DeleteLabelForm):
    question = _("Where do its customers go?")
    nowhere = _("They have no group")


class DeleteTagForm(DeleteLabelForm):
    question = _("What do its customers get instead?")
    nowhere = _("No other tag")


class ChooseGroupForm(forms.Form):
    """One group, for chosen customers."""

    group = forms.ModelChoiceField(CustomerGroup.objects.all(), label=_("New group"), empty_label=_("Choose…"))


class ChooseTagsForm(forms.Form):
    """One or more tags, for chosen customers."""

    tags = forms.ModelMultipleChoiceField(Tag.objects.all(), label=_("Tags"), widget=forms.CheckboxSelectMultiple)
