"""The columns that stand on the customer's row."""

from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...models import Customer, CustomerGroup
from ...sources import sources
from .base import FieldColumn, FileColumn, file_columns
from .choices import Language, Registered
from .spellings import Day, Moment, Money, Name, Spelling, Text, VatNumber, Whole, YesNo
from .spelt import Spelt


class PersonColumn(Spelt, FieldColumn):
    def __init__(self, key: str, label: str | Promise, spelling: Spelling, *, path: str = "") -> None:
        self.key, self.label, self.spelling, self.path = key, label, spelling, path or key


class FigureColumn(PersonColumn):
    """What the shop counts, or derives from other columns."""

    importable = False


class NameColumn(Spelt):
    """First and last name in one cell; the import takes them apart."""

    exportable = False
    key = "name"
    label = _("Full name")
    spelling = Text(511)


class PasswordColumn(Spelt):
    """Only on the way in, and only for new accounts."""

    exportable = False
    secret = True

    def __init__(self, key: str, label: str | Promise) -> None:
        self.key, self.label, self.spelling = key, label, Text(255)


def _text(key: str, label: str | Promise) -> FileColumn:
    return PersonColumn(key, label, Text.of(Customer, key))


def _of_user(key: str, label: str | Promise) -> FileColumn:
    return PersonColumn(key, label, Text.of(get_user_model(), key))


def register_people() -> None:
    for column in (
        PersonColumn("id", _("Customer number"), Whole(), path="pk"),
        _of_user("email", _("E-mail")),
        _of_user("first_name", _("First name")),
        _of_user("last_name", _("Last name")),
        NameColumn(),
        _text("phone", _("Phone")),
        _text("company", _("Company")),
        PersonColumn("vat_number", _("VAT number"), VatNumber.of(Customer, "vat_number")),
        _text("tax_code", _("Tax code")),
        _text("sdi_code", _("SDI recipient code")),
        _text("pec", _("PEC address")),
        PersonColumn("birthday", _("Birthday"), Day()),
        PersonColumn("language", _("Language"), Language()),
        PersonColumn("group", _("Group"), Name.of(CustomerGroup, "name"), path="group__name"),
        PersonColumn("group_until", _("Member until"), Day()),
    ):
        file_columns.register(column)


def register_states() -> None:
    for column in (
        PersonColumn("tax_exempt", _("Tax-exempt"), YesNo()),
        PersonColumn("system_notifications", _("System notifications"), YesNo()),
        # The user's own, not the row's state: that is a number.
        PersonColumn("active", _("Active"), YesNo(), path="user__is_active"),
        PersonColumn("source", pgettext_lazy("customer", "Source"), Registered(sources, 32)),
        PersonColumn("date_joined", _("Joined"), Moment()),
    ):
        file_columns.register(column)


def register_passwords() -> None:
    file_columns.register(PasswordColumn("password", _("Password")))
    file_columns.register(PasswordColumn("password_hash", _("Password hash")))


def register_figures() -> None:
    for column in (
        FigureColumn("orders", _("Orders"), Whole(), path="num_orders"),
        FigureColumn("total_spent", _("Total spent"), Money()),
        FigureColumn("first_order", _("First order"), Moment(), path="first_order_at"),
        FigureColumn("last_order", _("Last order"), Moment(), path="last_order_at"),
        FigureColumn("city", _("City"), Text.of(Customer, "city")),
        FigureColumn("country_code", _("Country"), Text.of(Customer, "country_code")),
    ):
        file_columns.register(column)
