"""Filters about who somebody is: state, group, tags, exemption, source, birthday, dates."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ..models import CustomerGroup, State, Tag
from ..querysets import CustomerQuerySet
from ..sources import sources
from .base import Chip, Fields, Filter, Raw, Values, filters, pairs
from .kinds import ChoiceFilter, DaysFilter, RangeFilter, YesNoFilter, spell_day

NO_GROUP = "none"
FIRST_YEAR, LAST_YEAR = 1800, 2999


class DayField(forms.DateField):
    """A day, by the browser's own calendar; none so far off that no time zone has a midnight for it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            words = _("Enter a day between the years %(first)s and %(last)s.")
            raise ValidationError(words % {"first": FIRST_YEAR, "last": LAST_YEAR})
        return day


class StateFilter(Filter):
    """Active people, unless the inactive ones are asked for: they stand in a list of their own."""

    key = "state"
    label = gettext_lazy("State")

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", gettext_lazy("Active")), ("inactive", pgettext_lazy("customer", "Inactive"))]
        return {self.key: forms.ChoiceField(label=self.label, choices=choices, required=False)}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        return customers.filter(state=State.INACTIVE if values.get(self.key) == "inactive" else State.ACTIVE)

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        return [Chip(_("Inactive customers"), pairs(raw, self.key))]


class GroupFilter(ChoiceFilter):
    """Members of any of several groups, or of none."""

    def __init__(self) -> None:
        super().__init__("group", gettext_lazy("Group"), "group_id", self._choices)

    @staticmethod
    def _choices() -> Iterable[tuple[str, Any]]:
        groups = [(str(pk), name) for pk, name in CustomerGroup.objects.values_list("pk", "name")]
        return [*groups, (NO_GROUP, gettext_lazy("No group"))]

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        groups = [int(group) for group in values[self.key] if group != NO_GROUP]
        if NO_GROUP not in values[self.key]:
            return customers.in_group(*groups) if len(groups) > 1 else customers.filter(group_id=groups[0])
        return customers.filter(Q(group__isnull=True) | Q(group__in=groups) if groups else Q(group__isnull=True))


class EndingFilter(Filter):
    """Those whose membership ends within so many days, today among them; who goes on without end is not meant."""

    key = "membership_ends"
    label = gettext_lazy("Membership ends within … days")
    skewed = True

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: forms.IntegerField(label=self.label, required=False, min_value=1, max_value=3_660)}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        today = localdate()
        last = today + timedelta(days=values[self.key])
        return customers.filter(group__isnull=False, group_until__range=(today, last))

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        days = values[self.key]
        words = ngettext("Membership ends by tomorrow", "Membership ends within %(days)s days", days)
        return [Chip(words % {"days": days}, pairs(raw, self.key))]


class TagFilter(ChoiceFilter):
    """Those who wear any of several tags, or all of them."""

    match = "tag_match"

    def __init__(self) -> None:
        super().__init__("tag", gettext_lazy("Tags"), "tags", self._choices, coerce=int)

    @staticmethod
    def _choices() -> Iterable[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in Tag.objects.values_list("pk", "name")]

    def names(self) -> tuple[str, ...]:
        return (self.key, self.match)

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", gettext_lazy("any of them")), ("all", gettext_lazy("all of them"))]
        return {
            **super().fields(),
            self.match: forms.ChoiceField(label=_("Tags: match"), choices=choices, required=False),
        }

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        if not values.get(self.key):
            return customers
        return customers.tagged(*values[self.key], every=values.get(self.match) == "all")

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        if not values.get(self.key):
            return []
        chips = super().chips(values, raw, fields)
        if values.get(self.match) == "all" and len(chips) > 1:
            chips.append(Chip(_("All of these tags"), pairs(raw, self.match)))
        return chips


def _new_words(days: int) -> str:
    return ngettext("Joined since yesterday", "Joined in the last %(days)s days", days) % {"days": days}


filters.register(StateFilter())
filters.register(GroupFilter())
filters.register(EndingFilter())
filters.register(TagFilter())
filters.register(YesNoFilter("tax_exempt", gettext_lazy("Tax-exempt"), "tax_exempt"))
filters.register(
    ChoiceFilter(
        "source",
        pgettext_lazy("customer", "Source"),
        "source",
        lambda: [*((source.key, source.label) for source in sources), ("unknown", gettext_lazy("Not known"))],
        coerce=lambda key: "" if key == "unknown" else key,
    )
)
filters.register(
    ChoiceFilter("language", gettext_lazy("Language"), "language", lambda: settings.LANGUAGES, section="contact")
)
filters.register(
    ChoiceFilter(
        "birthday_month",
        gettext_lazy("Birthday in"),
        "birth_month",
        lambda: [(str(number), name) for number, name in MONTHS.items()],
        coerce=int,
    )
)
filters.register(
    RangeFilter(
        "joined", gettext_lazy("Joined"), "date_joined", DayField, section="customer", spell=spell_day, by_day=True
    )
)
filters.register(DaysFilter("new_days", gettext_lazy("Joined in the last … days"), "date_joined", _new_words))
