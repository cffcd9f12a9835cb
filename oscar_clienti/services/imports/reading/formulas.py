"""What the XML of a sheet tells before its cells are read.

Formulas that no program has worked out have no value yet, and would be read as blank cells; a row without end would
fill the memory.
"""

import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from .limits import PART_LIMIT
from .refusals import FileRefused, unpacks_to_too_much

CHUNK = 1024**2
# Longer than any formula in its cell: Excel stops at 8,192 characters.
LONGEST = 40_000
_WITHOUT_VALUE = re.compile(
    rb"<c\b([^>]{0,200})>\s*<f\b[^>]{0,400}(?:/>|>[^<]{0,32000}</f>)\s*(?:(?:<v\s*/>|<v>\s*</v>)\s*)?</c>"
)

# Tags may have a prefix. Whoever writes "row" into the cells only makes the limit milder.
_ROW_MARKS = (b"row>", b"row ", b"row/>")
_END_OF_ROWS = re.compile(rb"</(?:\w{1,20}:)?sheetData>")


def require_worked_out(sheet: BinaryIO) -> None:
    """Raise ``FileRefused`` for the first formula without a value in the XML of a sheet, and for a row that is huge.

    openpyxl shows either formulas or values, so the XML is searched. A formula whose value is an empty text says so.
    """
    tail, row, inside = b"", 0, True
    while piece := sheet.read(CHUNK):
        seen = tail + piece
        if inside:
            row = _open_row(seen, row + len(piece))
            inside = not _END_OF_ROWS.search(seen)
        for match in _WITHOUT_VALUE.finditer(seen):
            if b't="str"' not in match[1]:
                raise _refused(match[1])
        tail = seen[-LONGEST:]


def _open_row(seen: bytes, size: int) -> int:
    """How much of a row there is when ``seen`` ends; all of ``size`` if no other begins or ends in it."""
    last = max(seen.rfind(mark) for mark in _ROW_MARKS)
    size = size if last < 0 else len(seen) - last
    if size > PART_LIMIT:
        raise unpacks_to_too_much()
    return size


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
