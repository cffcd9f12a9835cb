"""Numbers with a check: VAT numbers, Italy's tax code, and telephone numbers in the country's format."""

from collections.abc import Sequence
from datetime import date
from random import Random
from unicodedata import normalize


def vat_number(country: str, rng: Random) -> str:
    """A VAT number whose check digits are right; empty for countries that have none."""
    make = _VAT.get(country)
    return make(rng) if make else ""


def _digits(rng: Random, count: int) -> list[int]:
    """``count`` random digits, the first not 0."""
    return [rng.randint(1, 9), *(rng.randint(0, 9) for _ in range(count - 1))]


def _text(digits: Sequence[int]) -> str:
    return "".join(map(str, digits))


def _luhn(digits: Sequence[int]) -> int:
    """The digit that completes ``digits`` by Luhn's rule."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def _italy(rng: Random) -> str:
    digits = [*_digits(rng, 7), 0, rng.randint(1, 9), rng.randint(0, 9)]
    return f"IT{_text(digits)}{_luhn(digits)}"


def _france(rng: Random) -> str:
    digits = _digits(rng, 8)
    siren = int(_text(digits)) * 10 + _luhn(digits)
    return f"FR{(12 + 3 * (siren % 97)) % 97:02d}{siren}"


def _germany(rng: Random) -> str:
    digits, product = _digits(rng, 8), 10
    for digit in digits:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return f"DE{_text(digits)}{(11 - product) % 10}"


def _spain(rng: Random) -> str:
    digits = _digits(rng, 7)
    return f"ESB{_text(digits)}{_luhn(digits)}"


def _britain(rng: Random) -> str:
    digits = _digits(rng, 7)
    check = -sum(weight * digit for weight, digit in zip(range(8, 1, -1), digits, strict=True)) % 97
    return f"GB{_text(digits)}{check or 97:02d}"


def _austria(rng: Random) -> str:
    digits = _digits(rng, 7)
    total = 0
    for place, digit in enumerate(digits):
        doubled = digit * 2 if place % 2 else digit
        total += doubled // 10 + doubled % 10
    return f"ATU{_text(digits)}{(96 - total) % 10}"


def _weighted(rng: Random, weights: Sequence[int]) -> tuple[list[int], int]:
    """Digits whose weighted sum modulo 11 is a single digit, and that digit."""
    while True:
        digits = _digits(rng, len(weights))
        check = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return digits, check


def _switzerland(rng: Random) -> str:
    while True:
        digits, rest = _weighted(rng, (5, 4, 3, 2, 7, 6, 5, 4))
        if rest != 1:
            number = f"{_text(digits)}{-rest % 11}"
            return f"CHE-{number[:3]}.{number[3:6]}.{number[6:]} MWST"


def _poland(rng: Random) -> str:
    digits, check = _weighted(rng, (6, 5, 7, 2, 3, 4, 5, 6, 7))
    return f"PL{_text(digits)}{check}"


_VAT = {
    "IT": _italy,
    "FR": _france,
    "DE": _germany,
    "ES": _spain,
    "GB": _britain,
    "AT": _austria,
    "CH": _switzerland,
    "PL": _poland,
}

_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16]
        + [10, 22, 25, 24, 23],
        strict=True,
    )
)
_EVEN = {char: int(char) if char.isdigit() else ord(char) - ord("A") for char in _ODD}


def tax_code(first: str, last: str, born: date, woman: bool, place: str) -> str:
    """Italy's *codice fiscale*; ``place`` is the tax office's code of the town, such as F205 for Milan."""
    day = born.day + (40 if woman else 0)
    body = f"{_surname(last)}{_forename(first)}{born:%y}{'ABCDEHLMPRST'[born.month - 1]}{day:02d}{place}"
    total = sum((_EVEN if place % 2 else _ODD)[char] for place, char in enumerate(body))
    return f"{body}{chr(ord('A') + total % 26)}"


def _sounds(name: str) -> tuple[str, str]:
    """The consonants and the vowels of a name, without accents."""
    letters = [c for c in normalize("NFKD", name.upper()) if "A" <= c <= "Z"]
    return "".join(c for c in letters if c not in "AEIOU"), "".join(c for c in letters if c in "AEIOU")


def _surname(name: str) -> str:
    consonants, vowels = _sounds(name)
    return f"{consonants}{vowels}XXX"[:3]


def _forename(name: str) -> str:
    consonants, vowels = _sounds(name)
    if len(consonants) > 3:
        return consonants[0] + consonants[2:4]
    return f"{consonants}{vowels}XXX"[:3]


# "#" is a digit.
_PHONES = {
    "IT": ("+39 3## ### ####", ("2", "3", "4", "8")),
    "FR": ("+33 6 12 ## ## ##", ()),
    "DE": ("+49 1512 #######", ()),
    "ES": ("+34 6## ### ###", ()),
    "GB": ("+44 7400 ######", ()),
    "US": ("+1 212-555-01##", ()),
    "AT": ("+43 664 #######", ()),
    "CH": ("+41 78 ### ## ##", ()),
    "PL": ("+48 60# ### ###", ()),
}


def phone(country: str, rng: Random) -> str:
    """A mobile number as that country's people write it abroad."""
    pattern, starts = _PHONES[country]
    if starts:
        pattern = pattern.replace("#", rng.choice(starts), 1)
    return "".join(str(int(rng.random() * 10)) if c == "#" else c for c in pattern)
