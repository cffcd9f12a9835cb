"""Forms of one customer: they check what was typed, the services write it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ...models import Customer, CustomerGroup
from ...services.customers import Conflict
from ...sources import sources
from .extra_fields import ExtraAnswersMixin
from .fieldsets import FieldsetsMixin
from .labels import TagsField, UntilField

Country = get_model("address", "Country")
COMPANY = ("company", "vat_number", "tax_code", "sdi_code", "pec")


def _text(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


def _phone(label: Any) -> forms.CharField:
    return _text(label, 32, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))


def _name(label: Any, field: str) -> forms.CharField:
    """As long as the shop's user model has it."""
    length = getattr(get_user_model()._meta.get_field(field), "max_length", None) or 255
    return _text(label, length, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class PictureInput(forms.ClearableFileInput):
    """Shows the picture itself, not the name of its file."""

    template_name = "oscar_clienti/dashboard/forms/picture.html"
    clear_checkbox_label = _("Remove the picture")  # type: ignore[assignment]  # Django's own is lazy too.


class LabelsForm(ExtraAnswersMixin, FieldsetsMixin, forms.Form):
    """Names, company, group with its last day, tags and extra information: what adding and editing have in common."""

    first_name = _name(_("First name"), "first_name")
    last_name = _name(_("Last name"), "last_name")
    phone = _phone(_("Phone"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    company = _text(_("Company"), 255)
    vat_number = _text(_("VAT number"), 32)
    tax_code = _text(_("Tax code"), 32)
    sdi_code = _text(_("SDI recipient code"), 7)
    pec = _text(_("PEC address"), 254, widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}))
    group = forms.ModelChoiceField(CustomerGroup.objects.all(), label=_("Group"), required=False, empty_label=_("None"))
    group_until = UntilField()
    tags = TagsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_extra(getattr(self, "customer", None))
        self.sections = [*self.sections, self.extra_section]
        languages = [("", _("Not known")), *settings.LANGUAGES]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Whoever takes a customer out of a group need not empty the day as well; a day alone is a mistake."""
        data = super().clean() or self.cleaned_data
        if data.get("group_until") and not data.get("group") and "group" not in self.errors:
            if "group" in self.changed_data:
                data["group_until"] = None
            else:
                self.add_error("group", _("A last day needs a group: choose one."))
        return data


class AddCustomerForm(LabelsForm):
    """Everything that is known at the first meeting. Without ``may_change``, only who it is."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    line1 = _text(_("Street and number"), 255)
    line2 = _text(_("Second line"), 255)
    postcode = _text(_("Postcode"), 64)
    line4 = _text(_("City"), 255)
    state = _text(_("State or province"), 255)
    country = forms.ModelChoiceField(
        Country.objects.all(), label=_("Country"), required=False, empty_label=_("Choose…")
    )
    consent = forms.BooleanField(label=_("Wants marketing by e-mail"), required=False)
    consent_how = forms.CharField(
        label=_("How was it given?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: signed form of 3 May, in the shop. You may have to prove it one day."),
    )
    invite = forms.BooleanField(label=_("Send an invitation to choose a password"), required=False)

    sections = [
        (_("Who"), ("first_name", "last_name", "email", "phone", "language")),
        (_("Company and tax"), COMPANY),
        (_("Group and tags"), ("group", "group_until", "tags")),
        (_("Address"), ("line1", "line2", "postcode", "line4", "state", "country")),
        (_("Marketing"), ("consent", "consent_how")),
        (_("Sign-in"), ("invite",)),
    ]
    ADDRESS = ("line1", "line2", "postcode", "line4", "state", "country")
    # What asks for the right to change customers.
    GUARDED = (*ADDRESS, "group", "group_until", "tags", "consent", "consent_how", "invite")

    def __init__(self, *args: Any, may_change: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_change:
            for name in (*self.GUARDED, *self.extra_section[1]):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("consent") and not data.get("consent_how", "").strip():
            self.add_error("consent_how", _("Say how the customer gave this consent."))
        if self.has_address():
            for name in ("line1", "line4", "country"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("An address needs this."))
        return data

    def has_address(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.ADDRESS)

    def fields_to_write(self) -> dict[str, Any]:
        """What ``customers.create`` takes."""
        names = ("email", "first_name", "last_name", "phone", "language", *COMPANY, "group", "group_until", "tags")
        written = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        if self.has_address():
            person = {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
            written["address"] = {**person, **{name: self.cleaned_data[name] for name in self.ADDRESS}}
        return written


class EditCustomerForm(LabelsForm):
    """Every own field but the tax exemption, which has a page of its own. ``version`` is that which the editor saw."""

    birthday = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    picture = forms.ImageField(
        label=_("Picture"), required=False, widget=PictureInput, help_text=_("It is cut to a square.")
    )
    source = forms.ChoiceField(label=_("Where from"), required=False)
    system_notifications = forms.BooleanField(label=_("Gets e-mails about orders and account"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    sections = [
        (_("Contact"), ("first_name", "last_name", "phone", "language", "birthday", "picture", "system_notifications")),
        (_("Group and tags"), ("group", "group_until", "source", "tags")),
        (_("Company and tax"), COMPANY),
    ]
    WRITTEN = (
        "first_name", "last_name", "phone", "language", "birthday", "system_notifications", "group", "group_until",
        "tags", "source", *COMPANY,
    )  # fmt: skip
    conflict: Conflict | None = None

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        self.customer = customer
        stored = {name: getattr(customer, name) for name in (*self.WRITTEN, "picture", "version") if name != "tags"}
        kwargs["initial"] = {**stored, "tags": list(customer.tags.all()), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._offer("source", [("", _("Not known")), *((source.key, source.label) for source in sources)])
        self._offer("language", self.fields["language"].choices)  # type: ignore[attr-defined]  # a ChoiceField

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        """A value whose app or language is gone stays choosable, or saving would lose it."""
        stored = getattr(self.customer, name)
        gone = [] if stored in dict(choices) else [(stored, stored)]
        self.fields[name].choices = [*choices, *gone]  # type: ignore[attr-defined]  # a ChoiceField

    def fields_to_write(self) -> dict[str, Any]:
        """What ``customers.update`` takes; the picture only when a new one came or the old one shall go."""
        written = {name: self.cleaned_data[name] for name in self.WRITTEN}
        if "picture" in self.changed_data:
            written["picture"] = self.cleaned_data["picture"] or None
        return written

    def after(self, conflict: Conflict) -> "EditCustomerForm":
        """The form again: what was typed stays, what only somebody else changed is taken over.

        Saving it once more writes over what both have changed, now that the editor knows.
        """
        current = Customer.objects.select_related("group", "user").get(pk=self.customer.pk)
        form = type(self)(self._merged(conflict, current), customer=current)
        form.conflict = conflict
        form.add_error(None, conflict)
        return form

    def _merged(self, conflict: Conflict, current: Customer) -> Any:
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # A bound form has a QueryDict.
        data["version"] = current.version
        for name, old in conflict.before.items():
            if name in self.WRITTEN and _plain(self.cleaned_data[name]) == _plain(old):
                _post(data, name, current)
        self.take_over(data, conflict.before, current)
        return data


def _plain(value: Any) -> Any:
    """A value as the activity keeps it, so that the two can be compared."""
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return str(value)
    return sorted(str(item) for item in value)


def _post(data: Any, name: str, customer: Customer) -> None:
    """Write the customer's value of ``name`` into posted data, as a browser would."""
    value = list(customer.tags.all()) if name == "tags" else getattr(customer, name)
    if name == "tags":
        data.setlist(name, [str(tag.pk) for tag in value])
    elif value is False:
        data.pop(name, None)
    elif name == "group":
        data[name] = str(customer.group_id or "")
    else:
        data[name] = "on" if value is True else "" if value is None else str(value)


class EmailForm(forms.Form):
    """The address under which the customer signs in."""

    email = forms.EmailField(label=_("New e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
