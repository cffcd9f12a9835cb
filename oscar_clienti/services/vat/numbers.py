"""VAT numbers: one spelling, checked digit by digit without asking anybody.

Of the European Union (Greece is EL), Northern Ireland (XI), the United Kingdom and Switzerland. Who buys from elsewhere
has a number that we can't judge: it is kept as it was typed.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.ch import uid as swiss
from stdnum.eu import vat as european
from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.exceptions import ValidationError as Wrong
from stdnum.gb import vat as british

from ... import conf

EU = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
PREFIXES = EU | {"XI", "GB", "CH"}
# Where the number's letters are not the country's.
_COUNTRIES = {"EL": "GR", "XI": "GB"}
_LETTERS = {"GR": "EL"}
_SEPARATORS = re.compile(r"[\s./,:;_'’·\-\u2010-\u2015]+")
# Three languages, one number.
_SWISS_ENDINGS = re.compile(r"(MWST|TVA|IVA|VAT|TPV)$")
_TIDY = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,30}", re.ASCII)
LONGEST = 32


@dataclass(frozen=True, slots=True)
class VatNumber:
    """``prefix`` are its two letters, none for a number that we can't judge."""

    prefix: str
    rest: str

    def __str__(self) -> str:
        return f"{self.prefix}{self.rest}"

    @property
    def country(self) -> str:
        """The country's ISO code; nothing for a number that we can't judge."""
        return country_of(self.prefix)

    @property
    def is_european(self) -> bool:
        """Does a member of the Union keep this number? Northern Ireland is none, though its numbers are in VIES."""
        return self.prefix in EU

    @property
    def is_in_vies(self) -> bool:
        return self.prefix in EU or self.prefix == "XI"


def country_of(prefix: str) -> str:
    """Return the ISO code of the country whose numbers begin with ``prefix``."""
    return _COUNTRIES.get(prefix, prefix)


def check(text: str, *, country: str = "") -> VatNumber:
    """Return the number that ``text`` spells, whatever its blanks, dots and case.

    ``country`` (ISO) is whose number it is when no letters say so; without it, the shop's.

    Raises ``ValidationError`` that says what to do.
    """
    letters = _compact(text)
    country = (country or conf.get("SHOP_COUNTRY")).upper()
    own = _LETTERS.get(country, country)
    said = _LETTERS.get(letters[:2], letters[:2])
    candidates = [(said, letters[2:])] if said in PREFIXES else []
    if own in PREFIXES:
        candidates.append((own, letters))
    elif not candidates:
        return VatNumber("", _short(letters))
    wrong: list[ValidationError] = []
    for prefix, rest in candidates:
        try:
            return VatNumber(prefix, _judge(prefix, rest))
        except Wrong as error:
            wrong.append(_told(error, prefix))
    raise wrong[0]


def tidy(text: str) -> str:
    """Return ``text`` in our spelling where it is a right number, else as it stands: for files of many numbers."""
    if _TIDY.fullmatch(text) and not text.startswith("GR"):
        return text
    try:
        return str(check(text))
    except ValidationError:
        return text


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _short(letters: str) -> str:
    if len(letters) > LONGEST:
        raise ValidationError(_("This number is too long."), code="max_length")
    return letters


def _judge(prefix: str, rest: str) -> str:
    """The number as it is written behind its letters; raises stdnum's ``ValidationError``."""
    if not rest.isascii():
        raise Wrong
    if prefix == "CH":
        return swiss.validate(f"CH{_SWISS_ENDINGS.sub('', rest)}").removeprefix("CH")
    if prefix == "GB":
        return british.validate(rest)
    return european.validate(f"{prefix}{rest}").removeprefix(prefix)


def _told(error: Wrong, prefix: str) -> ValidationError:
    if isinstance(error, InvalidChecksum | InvalidComponent):
        words = _("This can't be a VAT number of %(country)s: its digits don't fit. Look for a typing error.")
    else:
        words = _(
            "This is not how a VAT number of %(country)s is written. Look for missing digits; a number of another "
            "country begins with its two letters, such as DE."
        )
    return ValidationError(words % {"country": prefix}, code="vat_number")
