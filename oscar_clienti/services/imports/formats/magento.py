"""Magento 2: customers, addresses, both in one file, and the table that its pages export."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .base import Continued, Format, Match
from .cells import american_date, magento_hash, one_line
from .reasons import FOREIGN_NUMBER, GROUP_NUMBER, NO_PLACE, ONE_CELL, SECRET, TECHNICAL, Left

# One field of an address by its name in the file of addresses; in the single file ``_address_`` stands before it.
_ADDRESS: dict[str, str | Match] = {
    "firstname": "address1_first_name",
    "middlename": "address1_first_name",
    "lastname": "address1_last_name",
    "street": Match("address1_line1", one_line),
    "city": "address1_line4",
    "region": "address1_state",
    "postcode": "address1_postcode",
    "country_id": "address1_country",
    "telephone": "address1_phone_number",
    "company": "company",
    "vat_id": "vat_number",
}
_DEFAULTS: dict[str, str | Match] = {
    "_address_default_billing_": "address1_is_default_for_billing",
    "_address_default_shipping_": "address1_is_default_for_shipping",
}
_ADDRESS_LEFT = {
    **dict.fromkeys(("prefix", "suffix", "fax"), NO_PLACE),
    **dict.fromkeys(("region_id", "vat_is_valid", "vat_request_date", "vat_request_id"), TECHNICAL),
    "vat_request_success": TECHNICAL,
}


class Main(Format):
    """The file of customers: groups by number, American dates, hashes with their salt."""

    key = "magento"
    label: str | Promise = "Magento"
    signatures = (
        frozenset(("email", "_website", "firstname", "lastname")),
        frozenset(("email", "password_hash", "firstname", "lastname", "group_id")),
    )
    columns = {
        "email": "email",
        "firstname": "first_name",
        "middlename": "first_name",
        "lastname": "last_name",
        "created_at": Match("date_joined", american_date),
        "dob": Match("birthday", american_date),
        "taxvat": "vat_number",
        "password": "password",
        "password_hash": Match("password_hash", magento_hash),
    }
    left = {
        "group_id": GROUP_NUMBER,
        **dict.fromkeys(("gender", "prefix", "suffix"), NO_PLACE),
        **dict.fromkeys(("rp_token", "confirmation"), SECRET),
        **dict.fromkeys(
            ("_website", "_store", "store_id", "website_id", "created_in", "rp_token_created_at"), TECHNICAL
        ),
        **dict.fromkeys(("disable_auto_group_change", "default_billing", "default_shipping", "updated_at"), TECHNICAL),
    }
    passwords = True


class Composite(Continued, Main):
    """Customers and addresses in one file: somebody's further addresses are the records without an e-mail."""

    key = "magento-composite"
    label = _("Magento (customers with addresses)")
    email = "email"
    signatures = (
        frozenset(("email", "_address_street")),
        frozenset(("email", "_address_firstname", "_address_lastname")),
    )
    columns = Main.columns | {f"_address_{name}": match for name, match in _ADDRESS.items()} | _DEFAULTS
    left = Main.left | {f"_address_{name}": left for name, left in _ADDRESS_LEFT.items()}

    def goes_on(self, email: str, before: str) -> bool:
        return not email and bool(before)


class Addresses(Continued):
    """The file of addresses; they find their people by e-mail."""

    key = "magento-addresses"
    label = _("Magento (addresses)")
    email = "_email"
    signatures = (frozenset(("_email", "street")), frozenset(("_email", "_entity_id")))
    columns = {"_email": "email"} | _ADDRESS | _DEFAULTS
    left = _ADDRESS_LEFT | {"_entity_id": FOREIGN_NUMBER, "_website": TECHNICAL}
    passwords = True


class Grid(Format):
    """What the page with the list of customers exports."""

    key = "magento-grid"
    label = _("Magento (list of customers)")
    signatures = (frozenset(("email", "customer since")), frozenset(("email", "web site", "account created in")))
    columns = {
        "name": "name",
        "email": "email",
        "group": "group",
        "phone": "phone",
        "customer since": Match("date_joined", american_date),
        "date of birth": Match("birthday", american_date),
        "tax vat number": "vat_number",
        "vat number": "vat_number",
        "company": "company",
        "billing firstname": "address1_first_name",
        "billing lastname": "address1_last_name",
        "street address": Match("address1_line1", one_line),
        "city": "address1_line4",
        "state/province": "address1_state",
        "zip": "address1_postcode",
        "country": "address1_country",
    }
    left: dict[str, Left] = {
        "id": FOREIGN_NUMBER,
        "shipping address": ONE_CELL,
        "billing address": ONE_CELL,
        **dict.fromkeys(("fax", "gender"), NO_PLACE),
        **dict.fromkeys(("web site", "confirmed email", "account created in", "account lock"), TECHNICAL),
    }
    constants = {"address1_is_default_for_billing": "yes"}
