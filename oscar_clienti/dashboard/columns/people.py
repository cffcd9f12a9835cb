"""Columns about who somebody is and how to reach them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.dateformat import DateFormat
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from oscar.core.loading import get_model

from ...models import ConsentState, Customer, Tag
from ...querysets import CustomerQuerySet
from ...sources import label as source_label
from .base import Column, columns

MARKS = {
    ConsentState.GRANTED: ("yes", "check-circle"),
    ConsentState.WITHDRAWN: ("no", "times-circle"),
    ConsentState.NEVER_ASKED: ("open", "minus-circle"),
    ConsentState.PENDING: ("open", "clock"),
}


def mark(kind: str, icon: str, words: Any) -> SafeString:
    """A green, red or grey sign, each of another shape, with its words on hover and for screen readers."""
    return format_html(
        '<span class="cl-mark cl-mark-{}" title="{}"><i class="fas fa-{}" aria-hidden="true"></i>'
        '<span class="sr-only">{}</span></span>',
        kind,
        words,
        icon,
        words,
    )


def moment(at: datetime | None, *, time: bool = False) -> SafeString | str:
    """A short day (and the time), with the full moment on hover."""
    if at is None:
        return ""
    here = DateFormat(localtime(at))
    clock = format_html('<span class="cl-soft cl-below">{}</span>', _shown(here, "TIME_FORMAT")) if time else ""
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        here.data.isoformat(),
        _shown(here, "DATETIME_FORMAT"),
        _shown(here, "SHORT_DATE_FORMAT"),
        clock,
    )


def _shown(at: DateFormat, format_name: str) -> str:
    return at.format(get_format(format_name))


def pill(label: Any) -> SafeString:
    return format_html(
        '<span class="cl-pill" style="background:{};color:{}">{}</span>', label.colour, label.ink, label.name
    )


def membership(customer: Customer) -> SafeString | str:
    """The group, and the last day in it."""
    if customer.group is None or customer.group_until is None:
        return pill(customer.group) if customer.group else ""
    day = date_format(customer.group_until, "SHORT_DATE_FORMAT")
    words = _("until %(day)s") if customer.current_group else _("ended on %(day)s")
    return format_html('{} <small class="cl-soft cl-below">{}</small>', pill(customer.group), words % {"day": day})


class Phone(Column):
    key, label, sort = "phone", gettext_lazy("Phone"), ("contact_phone",)

    def cell(self, customer: Customer) -> Any:
        number = customer.contact_phone
        return (
            format_html('<a href="tel:{}" class="cl-plain">{}</a>', number.replace(" ", ""), number) if number else ""
        )


class Country(Column):
    key, label, sort = "country", gettext_lazy("Country"), ("country_code", "-date_joined")

    def prepare(self, customers: Sequence[Customer]) -> None:
        # Names of countries hardly ever change; asking the database on each page would.
        self.names = cache.get_or_set("oscar_clienti.countries", _country_names, 3600) or {}

    def cell(self, customer: Customer) -> Any:
        return self.names.get(customer.country_code, customer.country_code)


def _country_names() -> dict[str, str]:
    return dict(get_model("address", "Country").objects.values_list("iso_3166_1_a2", "printable_name"))


class Group(Column):
    key, label, sort = "group", gettext_lazy("Group"), ("group_key", "-date_joined")

    def narrow(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        return customers.select_related("group")

    def cell(self, customer: Customer) -> Any:
        return membership(customer)


class Tags(Column):
    key, label, sort, css = "tags", gettext_lazy("Tags"), ("tag_key", "-date_joined"), "cl-cell-tags"
    shown = 2

    def prepare(self, customers: Sequence[Customer]) -> None:
        worn: dict[Any, list[Tag]] = {customer.pk: [] for customer in customers}
        through = Customer.tags.through.objects.filter(customer__in=list(worn)).select_related("tag")
        for link in through.order_by("tag__position", "tag__name_key"):
            worn[link.customer_id].append(link.tag)
        for customer in customers:
            customer.worn_tags = worn[customer.pk]  # type: ignore[attr-defined]  # only for this page's cells

    def cell(self, customer: Customer) -> Any:
        tags: list[Tag] = customer.worn_tags  # type: ignore[attr-defined]
        if not tags:
            return ""
        pills = mark_safe(" ".join(pill(tag) for tag in tags[: self.shown]))
        rest = ", ".join(tag.name for tag in tags[self.shown :])
        return format_html('{} <span title="{}">+{}</span>', pills, rest, len(tags) - self.shown) if rest else pills


class Source(Column):
    key, label, sort = "source", pgettext_lazy("customer", "Source"), ("source", "-date_joined")

    def cell(self, customer: Customer) -> Any:
        return source_label(customer.source)


class Joined(Column):
    key, label, sort, first = "joined", gettext_lazy("Joined"), ("date_joined",), "descending"

    def cell(self, customer: Customer) -> Any:
        return moment(customer.date_joined, time=True)


class Marketing(Column):
    key, label, sort = "marketing", gettext_lazy("Marketing"), ("email_consent", "-date_joined")
    first, css = "descending", "cl-cell-narrow"

    def cell(self, customer: Customer) -> Any:
        state = ConsentState(customer.email_consent)
        return mark(*MARKS[state], state.label)


class Notifications(Column):
    key, label, css = "notifications", gettext_lazy("System notifications"), "cl-cell-narrow"
    sort = ("system_notifications", "-date_joined")

    def cell(self, customer: Customer) -> Any:
        return (
            mark("yes", "check-circle", pgettext("notifications", "On"))
            if customer.system_notifications
            else mark("no", "times-circle", pgettext("notifications", "Off"))
        )


class Language(Column):
    key, label, sort, default = "language", gettext_lazy("Language"), ("language", "-date_joined"), False

    def cell(self, customer: Customer) -> Any:
        return dict(settings.LANGUAGES).get(customer.language, customer.language)


class TaxExempt(Column):
    key, label, sort, default = "tax_exempt", gettext_lazy("Tax-exempt"), ("tax_exempt", "-date_joined"), False
    first = "descending"

    def cell(self, customer: Customer) -> Any:
        return mark("yes", "check-circle", _("Yes")) if customer.tax_exempt else ""


for _column in (Phone, Country, Group, Tags, Source, Joined, Marketing, Notifications, Language, TaxExempt):
    columns.register(_column())
