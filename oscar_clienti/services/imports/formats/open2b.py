"""open2b, an Italian shop."""

from .base import Format, Match
from .cells import one_line, yes_or_no
from .reasons import FOREIGN_NUMBER, NO_PLACE


class Open2b(Format):
    """Companies with tax code, VAT number and the number in the register of companies."""

    key = "open2b"
    label = "open2b"
    signatures = (frozenset(("email", "r.e.a.")), frozenset(("email", "tax code", "can log in 1/0")))
    columns = {
        "email": "email",
        "password": "password",
        "can log in 1/0": Match("active", yes_or_no),
        "first name": "first_name",
        "last name": "last_name",
        "tax code": "tax_code",
        "company name": "company",
        "vat number": "vat_number",
        "address": Match("address1_line1", one_line),
        "group": "group",
    }
    left = {"code": FOREIGN_NUMBER, "r.e.a.": NO_PLACE}
    passwords = True
