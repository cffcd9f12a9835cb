"""Ready-made sheets: all columns, a newsletter's, those that other shops take."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ...models import ConsentState
from ...querysets import CustomerQuerySet
from ...registries import Registry
from ..file_columns import FileColumn, file_columns
from ..file_columns.addresses import AddressColumn
from ..file_columns.extra_fields import ExtraColumn
from ..file_columns.formulas import escape, escape_words
from .sheets import Entry, Sheet, exportable

# Who has more is rare, and each costs fifteen columns.
ADDRESSES = 2


@dataclass(frozen=True)
class Preset:
    """``entries`` is called for each export. ``consent`` says that the file is for writing to people."""

    key: str
    label: str | Promise
    entries: Callable[[], list[Entry]]
    consent: bool = False

    def sheet(self) -> Sheet:
        return Sheet(tuple(self.entries()), self.key)

    def warning(self, customers: CustomerQuerySet) -> str:
        """A sentence about those among ``customers`` whom nobody may write to, or nothing."""
        if not self.consent:
            return ""
        number = customers.exclude(email_consent=ConsentState.GRANTED).count()
        words = ngettext(
            "%(number)s of these customers did not agree to e-mail marketing and must not be written to.",
            "%(number)s of these customers did not agree to e-mail marketing and must not be written to.",
            number,
        )
        return words % {"number": number_format(number, force_grouping=True)} if number else ""


export_presets: Registry[Preset] = Registry("export preset")


def _own(*keys: str) -> list[Entry]:
    return [Entry(str(file_columns[key].label), file_columns[key]) for key in keys]


def _all() -> list[Entry]:
    """The template of the import: whatever it takes, and figures behind."""
    return [Entry(str(column.label), column) for column in exportable() if not _is_rare(column)]


def _is_rare(column: FileColumn) -> bool:
    """Further addresses, and the answers to fields that nobody is asked any more: whoever wants them chooses them."""
    retired = isinstance(column, ExtraColumn) and column.field.is_retired
    return retired or (isinstance(column, AddressColumn) and column.number > ADDRESSES)


def _newsletter() -> list[Entry]:
    consent = ("email_consent", "email_consent_at", "email_consent_source", "email_consent_wording")
    return _own("email", "first_name", "last_name", "language", *consent)


def _agreed(value: Any) -> str:
    return "yes" if value == ConsentState.GRANTED else "no"


def _shopify() -> list[Entry]:
    """The seventeen columns of its template. It takes an apostrophe in front for what it is."""
    return [
        _entry("First Name", "first_name"),
        _entry("Last Name", "last_name"),
        _entry("Email", "email"),
        _entry("Accepts Email Marketing", "email_consent", _agreed),
        _entry("Default Address Company", "company"),
        _entry("Default Address Address1", "address1_line1"),
        _entry("Default Address Address2", "address1_line2"),
        _entry("Default Address City", "address1_line4"),
        _entry("Default Address Province Code", "address1_state"),
        _entry("Default Address Country Code", "address1_country"),
        _entry("Default Address Zip", "address1_postcode"),
        _entry("Default Address Phone", "address1_phone_number"),
        _entry("Phone", "phone"),
        _entry("Accepts SMS Marketing", "sms_consent", _agreed),
        _entry("Tags", "tags"),
        Entry("Note", None),
        _entry("Tax Exempt", "tax_exempt"),
    ]


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{value:%Y-%m-%d %H:%M:%S}"


def _magento() -> list[Entry]:
    """Its main file, without passwords and without what its own database knows alone."""
    entries = [
        _entry("email", "email"),
        Entry("_website", None, always="base"),
        Entry("_store", None, always="default"),
        _entry("created_at", "date_joined", _moment),
        _entry("dob", "birthday"),
        _entry("firstname", "first_name"),
        _entry("lastname", "last_name"),
        _entry("taxvat", "vat_number"),
    ]
    return [Entry(one.heading, one.column, one.text, escape_words, one.always) for one in entries]


def _entry(heading: str, key: str, text: Callable[[Any], str] | None = None) -> Entry:
    return Entry(heading, file_columns[key], text, escape)


for _preset in (
    Preset("all", _("All columns, two addresses: can be imported again"), _all),
    Preset("newsletter", _("For a newsletter"), _newsletter, consent=True),
    Preset("shopify", _("For Shopify"), _shopify),
    Preset("magento", _("For Magento"), _magento),
):
    export_presets.register(_preset)
