"""Shopify: its export, the template of its import, and the head that it wrote in earlier years."""

from collections.abc import Sequence

from .base import Format, Match
from .cells import without_apostrophe
from .headers import fold_name
from .reasons import COUNTED, FOREIGN_NUMBER, NO_PLACE, REPEATED, Left


class Shopify(Format):
    """Ids, telephone numbers and some postcodes begin with an apostrophe."""

    key = "shopify"
    label = "Shopify"
    signatures = (
        frozenset(("email", "accepts email marketing")),
        frozenset(("email", "accepts marketing", "province code")),
        frozenset(("email", "default address address1")),
    )
    columns = {
        "first name": "first_name",
        "last name": "last_name",
        "email": "email",
        "accepts email marketing": "email_consent",
        "accepts marketing": "email_consent",
        "accepts sms marketing": "sms_consent",
        "phone": Match("phone", without_apostrophe),
        "tax exempt": "tax_exempt",
        "tags": "tags",
        "default address company": "company",
        "default address address1": "address1_line1",
        "default address address2": "address1_line2",
        "default address city": "address1_line4",
        "default address province code": "address1_state",
        "default address country code": "address1_country",
        "default address zip": Match("address1_postcode", without_apostrophe),
        "default address phone": Match("address1_phone_number", without_apostrophe),
        "company": "company",
        "address1": "address1_line1",
        "address2": "address1_line2",
        "city": "address1_line4",
        "province": "address1_state",
        "province code": "address1_state",
        "country": "address1_country",
        "country code": "address1_country",
        "zip": Match("address1_postcode", without_apostrophe),
    }
    left = {"customer id": FOREIGN_NUMBER, "total spent": COUNTED, "total orders": COUNTED, "note": NO_PLACE}
    constants = {"address1_is_default_for_shipping": "yes", "address1_is_default_for_billing": "yes"}

    def match(self, header: Sequence[str]) -> dict[int, Match]:
        again = _said_by_a_code(header)
        return {index: match for index, match in super().match(header).items() if index not in again}

    def left_behind(self, header: Sequence[str]) -> dict[int, Left]:
        return super().left_behind(header) | dict.fromkeys(_said_by_a_code(header), REPEATED)


def _said_by_a_code(header: Sequence[str]) -> list[int]:
    """The places of province and country in words, where the codes stand in the file as well."""
    names = [fold_name(cell) for cell in header]
    return [names.index(name) for name in ("province", "country") if name in names and f"{name} code" in names]
