"""From the way in which another shop writes a cell to the way in which our columns read it.

What is not understood stays as it is: the import refuses the row, and shows the value.
"""

import re
from datetime import datetime

from django.conf.locale import LANG_INFO
from django.utils.translation import get_supported_language_variant

_YES_NO = {"y": "yes", "n": "no", "t": "yes", "f": "no"}
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {month: n for n, month in enumerate(_SHORT, 1)}
_TIME = r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[AaPp][Mm])?)?"
_NUMBERS = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d\d)" + _TIME)
_WORDS = re.compile(r"(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>\d{1,2}),? (?P<year>\d{4})" + _TIME)
_LANGUAGES = {
    info[name].casefold(): code for code, info in LANG_INFO.items() for name in ("name", "name_local") if name in info
}


def without_apostrophe(text: str) -> str:
    """``'+39 011 5550100`` without the mark that keeps a spreadsheet from counting with it."""
    return text.strip().removeprefix("'")


def yes_or_no(text: str) -> str:
    """``Y`` and ``N`` in full."""
    text = text.strip()
    return _YES_NO.get(text.lower(), text)


def real_date(text: str) -> str:
    """A date, or nothing where a database writes zeros for "never"."""
    text = text.strip()
    return "" if text.startswith("0000") else text


def american_date(text: str) -> str:
    """``5/6/2024 3:59 PM`` is the sixth of May: written as ``2024-05-06 15:59:00``, and without a time as a date.

    A day that can't be one, such as ``25/12/2024``, is marked rather than read the other way round: in one file the
    order of day and month doesn't change from row to row.
    """
    text = real_date(text)
    found = _NUMBERS.fullmatch(text) or _WORDS.fullmatch(text)
    if not found:
        return text
    try:
        moment = _moment(found.groupdict())
    except (KeyError, ValueError):
        return f"{text} (m/d/y?)"
    return moment.isoformat(sep=" ") if found["hour"] else moment.date().isoformat()


def _moment(part: dict[str, str | None]) -> datetime:
    month, year = part["month"] or "", int(part["year"] or 0)
    if year < 100:
        year += 1900 if year > 68 else 2000
    hour = int(part["hour"] or 0)
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower() == "pm" else 0)
    number = int(month) if month.isdigit() else _MONTHS[month.lower()]
    return datetime(year, number, int(part["day"] or 0), hour, int(part["minute"] or 0), int(part["second"] or 0))


def language(text: str) -> str:
    """The code of a language that the shop speaks, from ``it_IT``, ``it`` or ``Italiano``."""
    text = text.strip()
    code = _LANGUAGES.get(text.casefold(), text.replace("_", "-").lower())
    if code == "site-default":
        return ""
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return text


def one_line(text: str) -> str:
    """The lines of a street in one."""
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def without_dashes(text: str) -> str:
    """Nothing, where a shop writes ``--`` for it."""
    return "" if text.strip() == "--" else text


def first_group(text: str) -> str:
    """The first group in a list that is a name: numbers mean nothing outside their shop."""
    return next((name for part in text.split(",") if (name := part.strip()) and not name.isdigit()), "")


def has_more_groups(text: str) -> bool:
    """Is there more in the list than ``first_group`` takes?"""
    return bool(text) and text != first_group(text)


def magento_hash(text: str) -> str:
    """A password's hash under a name that says how it was made."""
    text = text.strip()
    return f"magento${text}" if text else ""
