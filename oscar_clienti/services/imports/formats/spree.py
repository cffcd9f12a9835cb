"""Spree: the file that it imports."""

from .base import Format, Match
from .cells import one_line, yes_or_no


class Spree(Format):
    """One address, and a yes or no to marketing."""

    key = "spree"
    label = "Spree"
    signatures = (frozenset(("email", "accepts_email_marketing")), frozenset(("email", "address1", "province_code")))
    columns = {
        "email": "email",
        "first_name": "first_name",
        "last_name": "last_name",
        "phone": "phone",
        "accepts_email_marketing": Match("email_consent", yes_or_no),
        "tags": "tags",
        "company": "company",
        "address1": Match("address1_line1", one_line),
        "address2": "address1_line2",
        "city": "address1_line4",
        "province_code": "address1_state",
        "country_code": "address1_country",
        "zip": "address1_postcode",
    }
