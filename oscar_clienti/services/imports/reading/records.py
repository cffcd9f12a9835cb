"""The rows of a file, whatever its kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import delimited, sheets
from .layouts import Layout
from .limits import CELL_LIMIT, COLUMN_LIMIT
from .refusals import FileRefused


def rows(file: BinaryIO, layout: Layout) -> Iterator[list[str]]:
    """Yield every row after the header, in memory that doesn't grow with the file (a sheet's texts excepted).

    The first one has the number ``layout.header_row + 1``, each one after it the next: a blank row is ``[]``. Empty
    cells beyond the header are dropped; a row with more or fewer cells comes as it is, and so does a control character.

    Raises ``FileRefused`` with the row for what can't be read.
    """
    with opened(file, layout) as records:
        header = next(islice(records, layout.header_row - 1, None), [])
        columns = layout.columns or len(trimmed(header)) or 1
        # A table that is too wide has no row that passes.
        limit, together = CELL_LIMIT if columns <= COLUMN_LIMIT else -1, "".join
        for number, row in enumerate(records, start=layout.header_row + 1):
            if len(row) != columns:
                row = fitted(row, columns, layout)
                require_size(row, number)
            elif not row[0] and not any(row):
                row = []
            # One join costs a third of looking at each cell.
            if len(together(row)) > limit:
                require_size(row, number)
            yield row


@contextmanager
def opened(file: BinaryIO, layout: Layout) -> Iterator[Iterator[list[str]]]:
    """Open all records, the header too, as they stand in the file."""
    if layout.kind == "xlsx":
        with sheets.workbook(file) as book:
            yield book.records()
    else:
        with delimited.records(file, layout) as records:
            yield records


def require_size(row: list[str], number: int) -> None:
    """Raise ``FileRefused`` for a row with too many cells, or with one that is too long."""
    if len(row) > COLUMN_LIMIT:
        raise FileRefused(
            _("Row %(row)d has %(count)d cells; we read at most %(limit)d. Is that the right file?")
            % {"row": number, "count": len(row), "limit": COLUMN_LIMIT},
            code="columns",
            row=number,
        )
    for column, cell in enumerate(row, start=1):
        if len(cell) > CELL_LIMIT:
            raise FileRefused(
                _("Row %(row)d, column %(column)d: the cell has more than %(limit)d characters. Shorten it.")
                % {"row": number, "column": column, "limit": CELL_LIMIT},
                code="cell",
                row=number,
                column=column,
            )


def trimmed(row: list[str]) -> list[str]:
    """Return the row without the blank cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def fitted(row: list[str], columns: int, layout: Layout) -> list[str]:
    """Return the row with as many cells as there are columns, where none is lost by it.

    A sheet has no cells after the last one that is filled; in a CSV file a missing cell is a fault to be told.
    """
    filled = trimmed(row)
    if not filled:
        return []
    if len(row) > columns >= len(filled):
        return row[:columns]
    return row + [""] * (columns - len(row)) if layout.kind == "xlsx" else row
