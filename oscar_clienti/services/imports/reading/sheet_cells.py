"""What a cell of an Excel sheet says, as text and without loss."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .refusals import FileRefused


def text_of(cell: Any) -> str:
    """Return its value as text.

    A date in a cell that shows no hours is a date, and a number comes with the zeros that its cell shows. Raises
    ``FileRefused`` for what is no value but an error, such as #N/A.
    """
    value = cell.value
    match value:
        case None:
            return ""
        case _ if cell.data_type == "e":
            raise _no_value(cell)
        case str():
            return value.replace("_x000D_", "\r")  # Excel's own spelling.
        case bool():
            return "yes" if value else "no"
        case datetime():
            hours = "h" in (cell.number_format or "h").lower()
            return value.isoformat(sep=" ") if hours or value.time() != time() else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return _number(value, cell.number_format or "")


def _no_value(cell: Any) -> FileRefused:
    sentence = _(
        "The cell %(cell)s shows an error such as #N/A instead of a value. Mend it in a spreadsheet, save the file, "
        "and bring it again."
    )
    return FileRefused(sentence % {"cell": cell.coordinate}, code="error", row=cell.row, column=cell.column)


def _number(value: int | float, shown_as: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    return str(int(value)).zfill(len(shown_as) if re.fullmatch("0+", shown_as) else 0)
