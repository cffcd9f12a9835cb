"""BigCommerce: its default template, and the one for bulk edits with several addresses."""

from django.utils.translation import gettext_lazy as _

from .base import Format, Match
from .cells import american_date, yes_or_no
from .keys import ADDRESSES
from .reasons import FOREIGN_NUMBER, MORE_ADDRESSES, NO_PLACE, ONE_CELL, STORE_CREDIT, TAX_CATEGORY, Left

# What the shop asks is about reviews and forgotten baskets: the merchant decides whether that was marketing.
_CONSENT = {"receive review/abandoned cart emails?": Match("email_consent", yes_or_no, certain=False)}
_LEFT = {
    "customer id": FOREIGN_NUMBER,
    "notes": NO_PLACE,
    "store credit": STORE_CREDIT,
    "tax exempt category": TAX_CATEGORY,
}
_ADDRESS = {
    "address first name": "first_name",
    "address last name": "last_name",
    "address line 1": "line1",
    "address line 2": "line2",
    "address city": "line4",
    "address state": "state",
    "address zip": "postcode",
    "address country": "country",
    "address phone": "phone_number",
}


class Default(Format):
    """The default template: all addresses stand in one cell."""

    key = "bigcommerce"
    label = "BigCommerce"
    signatures = (
        frozenset(("email", "tax exempt category")),
        frozenset(("email", "receive review/abandoned cart emails?")),
    )
    columns: dict[str, str | Match] = {
        "first name": "first_name",
        "last name": "last_name",
        "company": "company",
        "email": "email",
        "phone": "phone",
        "customer group": "group",
        "date joined": Match("date_joined", american_date, certain=False),
        **_CONSENT,
    }
    left = _LEFT | {"addresses": ONE_CELL}


class BulkEdit(Format):
    """The template for bulk edits: addresses are numbered."""

    key = "bigcommerce-bulk-edit"
    label = _("BigCommerce (bulk edit)")
    signatures = (
        frozenset(("email address", "address line 1 - 1")),
        frozenset(("email address", "tax exempt category")),
        frozenset(("email address", "receive review/abandoned cart emails?")),
    )
    columns: dict[str, str | Match] = {
        "email address": "email",
        "first name": "first_name",
        "last name": "last_name",
        "company": "company",
        "phone": "phone",
        "customer group": "group",
        "address company - 1": "company",
        **{f"{name} - {n}": f"address{n}_{field}" for n in ADDRESSES for name, field in _ADDRESS.items()},
        **_CONSENT,
    }
    left: dict[str, Left] = {
        **_LEFT,
        **{f"address id - {n}": FOREIGN_NUMBER for n in range(1, 51)},
        **{f"address company - {n}": NO_PLACE for n in range(2, 51)},
        **{f"{name} - {n}": MORE_ADDRESSES for n in range(ADDRESSES.stop, 51) for name in _ADDRESS},
    }
