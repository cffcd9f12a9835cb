"""What an invoice needs to know of its receiver: VAT number, and in Italy tax code, SDI recipient code and PEC address.

Each is checked without asking anybody, and stored in one spelling.
"""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as Wrong
from stdnum.it import codicefiscale

from ... import conf
from . import numbers

# Seven for companies and persons, six for public administration; 0000000 is for who has none.
_SDI = re.compile(r"[A-Z0-9]{6,7}", re.ASCII)
_BLANKS = re.compile(r"[\s.\-]+")


def clean(name: str, text: str, country: str = "") -> str:
    """Return the spelling in which the field ``name`` is stored; ``country`` (ISO) is the customer's, else the shop's.

    Raises ``ValidationError`` that says what to do.
    """
    return _CHECKS[name](text, country)


def _vat_number(text: str, country: str) -> str:
    return str(numbers.check(text, country=country))


def _tax_code(text: str, country: str) -> str:
    """Every country has codes of its own; only the Italian one is checked: 16 characters, for firms 11 digits."""
    if (country or conf.get("SHOP_COUNTRY")).upper() != "IT":
        return text
    code = _BLANKS.sub("", text).upper()
    try:
        return codicefiscale.validate(code) if code.isascii() else _wrong_tax_code()
    except Wrong:
        return _wrong_tax_code()


def _wrong_tax_code() -> str:
    words = _(
        "This can't be a tax code (codice fiscale): it has 16 letters and digits, or 11 digits for a company. "
        "Look for a typing error."
    )
    raise ValidationError(words, code="tax_code")


def _sdi_code(text: str, country: str) -> str:
    code = _BLANKS.sub("", text).upper()
    if not _SDI.fullmatch(code):
        words = _("An SDI recipient code has 7 letters and digits, that of a public administration 6.")
        raise ValidationError(words, code="sdi_code")
    return code


def _pec(text: str, country: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(_("A PEC address is an e-mail address, such as company@pec.it."), code="pec") from None
    return text


_CHECKS: dict[str, Callable[[str, str], str]] = {
    "vat_number": _vat_number,
    "tax_code": _tax_code,
    "sdi_code": _sdi_code,
    "pec": _pec,
}
FIELDS = tuple(_CHECKS)
