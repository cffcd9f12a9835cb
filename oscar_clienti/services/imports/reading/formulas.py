"""Formulas that no program has worked out: they have no value yet, and would be read as blank cells."""

import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from .refusals import FileRefused

CHUNK = 1024**2
# Longer than any formula in its cell: Excel stops at 8,192 characters.
LONGEST = 40_000
_WITHOUT_VALUE = re.compile(
    rb"<c\b([^>]{0,200})>\s*<f\b[^>]{0,400}(?:/>|>[^<]{0,32000}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


def require_worked_out(sheet: BinaryIO) -> None:
    """Raise ``FileRefused`` for the first formula without a value in the XML of a sheet.

    openpyxl shows either formulas or values, so the XML is searched. A formula whose value is an empty text says so.
    """
    tail = b""
    while piece := sheet.read(CHUNK):
        seen = tail + piece
        for match in _WITHOUT_VALUE.finditer(seen):
            if b't="str"' not in match[1]:
                raise _refused(match[1])
        tail = seen[-LONGEST:]


def _refused(attributes: bytes) -> FileRefused:
    where = re.search(rb'\br="(([A-Z]{1,3})(\d+))"', attributes)
    sentence = _(
        "The cell %(cell)s has a formula without a result. Open the file in a spreadsheet, save it, and bring it again."
    )
    return FileRefused(
        sentence % {"cell": where[1].decode() if where else "?"},
        code="formula",
        row=int(where[3]) if where else None,
        column=_number(where[2]) if where else None,
    )


def _number(letters: bytes) -> int:
    """The number of the column AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
