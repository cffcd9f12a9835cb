"""An Excel workbook, of which one sheet is read. Needs openpyxl (the extra ``xlsx``)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from . import formulas
from .limits import SHEET_ROW_LIMIT
from .refusals import FileRefused
from .sheet_cells import text_of


class Workbook:
    """The sheets that aren't hidden (or all of them, if all are); the first one is read."""

    def __init__(self, book: Any) -> None:
        if not book.worksheets:
            raise FileRefused(_("There is no table in this Excel file."), code="blank")
        self._sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        self.names: list[str] = [sheet.title for sheet in self._sheets]

    def records(self) -> Iterator[list[str]]:
        """Yield every row of the sheet. Raises ``FileRefused`` where it is damaged."""
        sheet = self._sheets[0]
        # What the file says of its own size is often wrong.
        sheet.reset_dimensions()
        rows, number = sheet.iter_rows(), 0
        while (row := _next(rows, number + 1)) is not None:
            number += 1
            yield [text_of(cell) for cell in row]

    def require_worked_out(self) -> None:
        """Raise ``FileRefused`` if the sheet has a formula without a value."""
        try:
            with self._sheets[0]._get_source() as source:
                formulas.require_worked_out(source)
        except FileRefused:
            raise
        except Exception as error:  # As in ``workbook``.
            raise _damaged() from error


@contextmanager
def workbook(file: BinaryIO) -> Iterator[Workbook]:
    """Open the file, which stays open afterwards. Raises ``FileRefused`` for a damaged one, or without openpyxl."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise FileRefused(
            _("This shop can't read Excel files. Save it as “CSV UTF-8”, and bring that."), code="no_openpyxl"
        ) from error
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over.
        raise _damaged() from error
    try:
        yield Workbook(book)
    finally:
        book.close()


def _next(rows: Iterator[Any], number: int) -> Any:
    try:
        row = next(rows, None)
    except Exception as error:  # As in ``workbook``.
        raise FileRefused(
            _("This Excel file is damaged in row %(row)d. Open it in a spreadsheet, save it again, and bring that.")
            % {"row": number},
            code="damaged",
            row=number,
        ) from error
    if row is not None and number > SHEET_ROW_LIMIT:
        raise FileRefused(_("This Excel file has more rows than Excel can show. Bring it as CSV."), code="too_big")
    return row


def _damaged() -> FileRefused:
    return FileRefused(
        _("This Excel file is damaged. Open it in a spreadsheet, save it again, and bring that."), code="damaged"
    )
