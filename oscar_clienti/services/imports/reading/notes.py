"""What a merchant should know of a file before it is imported, in sentences."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ....text import fold

# Postcodes have five digits in Italy; in Switzerland or Austria four are right.
_POSTCODE = re.compile(r"\b(cap|zip|zipcode|postcode|postal ?code|codice postale)\b")
_ITALIAN = {"it", "ita", "italy", "italia"}
_SHORTENED = re.compile(r"\d([.,]\d+)?e\+\d+", re.IGNORECASE)


def of_header(header: list[str]) -> Iterator[str]:
    """Columns that share a name, and columns without one."""
    names = [name.strip() for name in header]
    for name, count in Counter(map(fold, filter(None, names))).items():
        if count > 1:
            shown = next(shown for shown in names if fold(shown) == name)
            yield _("%(count)d columns are called “%(name)s”.") % {"count": count, "name": shown}
    for column, name in enumerate(names, start=1):
        if not name:
            yield _("Column %(column)d has no name.") % {"column": column}


def of_cells(header: list[str], samples: list[list[str]]) -> Iterator[str]:
    """Zeros and digits that a spreadsheet took away; nobody can bring them back from this file."""
    for column, name in enumerate(header):
        cells = [(row[column].strip(), row) for row in samples if column < len(row)]
        short = next((cell for cell, row in cells if _is_short_cap(name, cell, row)), "")
        if short:
            yield _(
                "“%(name)s” has the postcode “%(cell)s”: an Italian CAP has five digits, so a spreadsheet has "
                "taken the zero away. Export the file again, and don't open it in a spreadsheet before."
            ) % {"name": name.strip(), "cell": short}
        shortened = next((cell for cell, _row in cells if _SHORTENED.fullmatch(cell)), "")
        if shortened:
            yield _(
                "“%(name)s” has the number “%(cell)s”: a spreadsheet has shortened it, and its digits are lost. "
                "Export the file again, and don't open it in a spreadsheet before."
            ) % {"name": name.strip(), "cell": shortened}


def _is_short_cap(name: str, cell: str, row: list[str]) -> bool:
    title = fold(name.replace("_", " "))
    if not re.fullmatch(r"\d{4}", cell) or not _POSTCODE.search(title):
        return False
    return bool(re.search(r"\bcap\b", title)) or any(fold(other.strip()) in _ITALIAN for other in row)
