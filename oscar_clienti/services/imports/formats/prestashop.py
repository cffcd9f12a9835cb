"""PrestaShop: the two files that it imports, and the list that it exports under other names."""

from django.utils.translation import gettext_lazy as _

from .base import Continued, Format, Match
from .cells import first_group, has_more_groups, one_line, real_date, without_dashes
from .headers import without_hint
from .reasons import COUNTED, FOREIGN_NUMBER, GROUP_NUMBER, MORE_GROUPS, NO_PLACE, PARTNER_OFFERS, TECHNICAL, Left


class Customers(Format):
    """The file of customers: heads with hints and stars, passwords that anybody can read, groups in one cell."""

    key = "prestashop"
    fold = staticmethod(without_hint)
    label = "PrestaShop"
    signatures = (
        frozenset(("email", "newsletter", "opt-in")),
        frozenset(("email", "titles id")),
        frozenset(("email", "default group id")),
    )
    columns = {
        "active": "active",
        "email": "email",
        "password": "password",
        "birthday": Match("birthday", real_date),
        "last name": "last_name",
        "first name": "first_name",
        "newsletter": "email_consent",
        "registration date": Match("date_joined", real_date),
        "groups": Match("group", first_group),
    }
    left = {
        "customer id": FOREIGN_NUMBER,
        "titles id": NO_PLACE,
        "opt-in": PARTNER_OFFERS,
        "groups": Left(MORE_GROUPS.words, has_more_groups),
        "default group id": GROUP_NUMBER,
    }
    passwords = True


class Addresses(Continued):
    """The file of addresses, which find their people by e-mail; those of one person should stand together."""

    key = "prestashop-addresses"
    fold = staticmethod(without_hint)
    label = _("PrestaShop (addresses)")
    email = "customer e-mail"
    signatures = (frozenset(("customer e-mail", "alias")), frozenset(("customer e-mail", "address 1")))
    columns = {
        "customer e-mail": "email",
        "company": "company",
        "firstname": "address1_first_name",
        "lastname": "address1_last_name",
        "address 1": Match("address1_line1", one_line),
        "address 2": "address1_line2",
        "zipcode": "address1_postcode",
        "city": "address1_line4",
        "country": "address1_country",
        "state": "address1_state",
        "other": "address1_notes",
        "phone": "address1_phone_number",
        "mobile phone": "phone",
        "vat number": "vat_number",
        "dni": Match("tax_code", certain=False),
    }
    left = {
        **dict.fromkeys(("address id", "customer id"), FOREIGN_NUMBER),
        **dict.fromkeys(("active", "manufacturer", "supplier"), TECHNICAL),
        "alias": NO_PLACE,
    }
    passwords = True


class Export(Format):
    """The list of customers as the back office exports it."""

    key = "prestashop-export"
    label = _("PrestaShop (export)")
    signatures = (frozenset(("email address", "social title")), frozenset(("email address", "partner offers")))
    columns = {
        "first name": "first_name",
        "last name": "last_name",
        "email address": "email",
        "group": Match("group", without_dashes),
        "company": Match("company", without_dashes),
        "enabled": "active",
        "newsletter": "email_consent",
        "registration": Match("date_joined", real_date),
    }
    left = {
        "id": FOREIGN_NUMBER,
        "social title": NO_PLACE,
        "sales": COUNTED,
        "partner offers": PARTNER_OFFERS,
        "last visit": NO_PLACE,
    }
