"""Forms of groups and tags: edit one, say where its people go, choose some for chosen customers."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model

from ...models import CustomerGroup, Tag
from ...models.labels import Label
from .shown import ShownMixin


class LabelForm(ShownMixin, forms.ModelForm):
    """Checks what was typed; the service saves it."""

    class Meta:
        fields: tuple[str, ...] = ("name", "colour", "description")
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color", "class": "cl-colour"}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }


def _day_field(label: Any) -> forms.DateField:
    day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=day)


class _PercentField(forms.DecimalField):
    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # The stubs take it for whole numbers.
        """No number is none before it is compared with what the page showed: "sNaN" can't be compared."""
        number = super().to_python(value)
        if number is not None and not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class CustomerGroupForm(LabelForm):
    """The group itself, and what its members pay less."""

    discount_percent = _PercentField(
        label=_("Per cent off"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=100,
        decimal_places=2,
        help_text=_("Members read the discount in the basket and on the order. Leave it empty for none."),
    )
    discount_range: forms.ModelChoiceField = forms.ModelChoiceField(
        get_model("offer", "Range").objects.all(),
        label=pgettext_lazy("discount", "Off what"),
        required=False,
        empty_label=_("Everything"),
        help_text=_("Everything, or a range of products."),
    )
    discount_starts_on = _day_field(pgettext_lazy("first day", "From"))
    discount_ends_on = _day_field(pgettext_lazy("last day", "Until"))

    together = ("discount_percent", "discount_range", "discount_starts_on", "discount_ends_on")
    newer = _("Somebody changed the discount of this group while you were editing. Nothing was saved yet.")

    class Meta(LabelForm.Meta):
        model = CustomerGroup
        fields = (*LabelForm.Meta.fields, "tax_exempt")
        help_texts = {
            "description": _("For your colleagues: who belongs here? Customers don't see it."),
            "tax_exempt": _("Everybody in this group buys without taxes. Open baskets are priced anew."),
        }

    @property
    def fieldsets(self) -> list[tuple[str | Promise, list[BoundField]]]:
        group = [field for field in self if not field.name.startswith("discount_")]
        discount = [field for field in self if field.name.startswith("discount_")]
        sections = [(pgettext_lazy("customers", "Group"), group), (_("Discount"), discount)]
        return [(legend, fields) for legend, fields in sections if fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("discount_starts_on"), cleaned.get("discount_ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("discount_ends_on", ValidationError(_("The last day can't come before the first.")))
        return cleaned

    def without_discount(self) -> None:
        """Don't ask: the discount is changed elsewhere."""
        for name in [name for name in self.fields if name.startswith("discount_")]:
            del self.fields[name]

    def group_fields(self) -> dict[str, Any]:
        """What the service of groups takes."""
        return {name: value for name, value in self.fields_to_write().items() if not name.startswith("discount_")}

    def discount(self) -> dict[str, Any]:
        """What the service of discounts takes, all or nothing; nothing where the form doesn't ask."""
        fields = self.cleaned_data.items() if self.touched.intersection(self.together) else ()
        return {name.removeprefix("discount_"): value for name, value in fields if name.startswith("discount_")}


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


class UntilField(forms.DateField):
    """The last day in a group, if there is one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        words = {"label": _("Member until"), "help_text": _("The last day in the group. Empty: without end.")}
        super().__init__(**{**words, "required": False, **options})


class TagsField(forms.ModelMultipleChoiceField):
    """Some of the tags; a number longer than any that a database keeps is refused, not asked for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(Tag.objects.all(), **{"label": _("Tags"), **options})

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if len(str(pk)) > 18:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": pk})
        return super().clean(value)


class ChooseGroupForm(forms.Form):
    """One group, for chosen customers, and perhaps a last day in it."""

    group = forms.ModelChoiceField(CustomerGroup.objects.all(), label=_("New group"), empty_label=_("Choose…"))
    until = UntilField()

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day has passed already."), code="past")
        return until


class ChooseTagsForm(forms.Form):
    """One or more tags, for chosen customers."""

    tags = TagsField()
