"""Narrowing what happened: with one customer, and in the whole shop."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...models import Activity, Customer
from ...services.activity import kinds
from ...services.activity_log import CUSTOMERS, OTHER, THE_SHOP, Asked, kind_groups
from ...services.activity_log.groups import hidden_from
from ...services.customers import email_locks
from ...services.rights import name_of
from ...typed import whole_number
from ..history import kind_label

# Days that every database and time zone can count with.
_ODD = _("Choose a day between the years 1900 and 9000.")
_DAYS = [MinValueValidator(date(1900, 1, 1), _ODD), MaxValueValidator(date(9000, 1, 1), _ODD)]
# Names of the latest acts are offered; of so many.
LATEST = 5000
PEOPLE = 300


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=_DAYS)


class AskingForm(forms.Form):
    """What, who, when; whatever makes no sense narrows nothing."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    since = _day(pgettext_lazy("day", "From"))
    until = _day(pgettext_lazy("day", "To"))

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, auto_id="activity-%s")
        hidden = hidden_from(user)
        groups = [(group.key, group.label) for group in [*kind_groups, OTHER] if group.key not in hidden]
        self._offer("kind", [("", _("Everything")), *groups, *self._one_kind(data)])
        self._offer("who", [("", _("Everybody")), *self.people()])

    def people(self) -> list[tuple[str, Any]]:
        """Whose acts can be asked for."""
        return []

    def _one_kind(self, data: Any) -> list[tuple[str, str]]:
        """A single kind is not offered, but an address may ask for it."""
        key = data.get("kind", "")
        return [(key, kind_label(key))] if key in kinds else []

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        # Oscar's own select boxes don't tell htmx when they change.
        self.fields[name].widget.attrs["class"] = "no-widget-init"

    def asked(self) -> Asked:
        """What makes sense of it."""
        self.full_clean()
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        return Asked(
            what=said.get("kind") or "",
            who=said.get("who") or "",
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )

    @property
    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.values())

    def said(self) -> dict[str, str]:
        """What was asked for, sense or nonsense, as it was typed."""
        return {name: value for name in self.fields if (value := self.data.get(name, ""))}

    def query(self, **more: str) -> str:
        """The address of this narrowing, up to what comes next."""
        said = more | {name: value for name, value in self.cleaned_data.items() if value}
        return f"?{urlencode(said)}&" if said else "?"


class ActivityFilterForm(AskingForm):
    """The timeline of one customer: offers the people who did something with this one."""

    def __init__(self, data: Any, *, customer: Customer, user: Any) -> None:
        self.customer = customer
        super().__init__(data, user=user)

    def people(self) -> list[tuple[str, Any]]:
        latest = Activity.objects.filter(customer=self.customer).exclude(by=self.customer.pk).exclude(by_name="")
        names = set(latest.values_list("by_name", flat=True)[:LATEST])
        others = [(f"name:{name}", name) for name in sorted(names)]
        return [(CUSTOMERS, _("The customer")), (THE_SHOP, _("The shop")), *others]


class ActivityLogForm(AskingForm):
    """The log of the whole shop: one customer, by number or address, and one job besides."""

    customer = forms.CharField(label=_("Customer"), required=False, max_length=254)
    job = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    field_order = ("kind", "who", "customer", "since", "until", "job")

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, user=user)
        self.fields["customer"].widget.attrs["placeholder"] = _("Address or number")

    def people(self) -> list[tuple[str, Any]]:
        team = get_user_model()._default_manager.filter(is_staff=True).order_by("pk")[:PEOPLE]
        names = sorted(((f"user:{user.pk}", name_of(user)) for user in team), key=lambda choice: choice[1])
        return [(CUSTOMERS, _("The customers themselves")), (THE_SHOP, _("The shop")), *names]

    def clean_customer(self) -> int | None:
        """The number of the customer. What the log keeps of this question is no address."""
        said = self.cleaned_data["customer"].strip()
        if not said:
            return None
        if (number := whole_number(said)) is not None:
            return number
        found = Customer.objects.filter(email_key__in=email_locks.keys_of(said)).values_list("pk", "email")
        for pk, email in found:
            if email.lower() == said.lower():
                return pk
        raise forms.ValidationError(_("Nobody has this address."), code="unknown")

    def asked(self) -> Asked:
        plain = super().asked()
        said = self.cleaned_data
        # A customer who is not found has no acts.
        customer = -1 if "customer" in self.errors else said.get("customer")
        return Asked(plain.what, plain.who, plain.since, plain.until, customer, said.get("job"))


def _midnight(day: Any) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))
