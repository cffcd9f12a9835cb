"""XLSX: one sheet in which everything is a text, so that zeros, plus signs and long numbers stay."""

import importlib.util
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What a sheet of Excel holds.
AT_MOST = 1_048_576
_IN_MEMORY = 4 * 1024 * 1024
_PIECE = 64 * 1024
# XML can't say these; they can only have come by a mistake.
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def available() -> bool:
    """Is openpyxl, which is optional, installed?"""
    return importlib.util.find_spec("openpyxl") is not None


def require(rows: int) -> None:
    """Raises ``ValidationError`` when XLSX can't be written, or can't hold so many rows and a head."""
    if not available():
        raise ValidationError(_("This shop can't write XLSX: “openpyxl” is not installed. Take CSV."), code="xlsx")
    if rows >= AT_MOST:
        raise ValidationError(_("A sheet of XLSX can't hold so many rows. Take CSV."), code="xlsx")


@contextmanager
def written(headings: Sequence[str], batches: Iterable[Iterable[Sequence[str]]]) -> Iterator[Any]:
    """A temporary file with the workbook, at its beginning."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(headings)
    for batch in batches:
        for row in batch:
            # openpyxl takes only "=" for a formula, and no cell begins with that any more.
            sheet.append([_UNSPEAKABLE.sub("\ufffd", cell) for cell in row])
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        book.save(file)
        file.seek(0)
        yield file


def pieces(headings: Sequence[str], batches: Iterable[Iterable[Sequence[str]]]) -> Iterator[bytes]:
    """The workbook piece by piece, as soon as it is complete."""
    with written(headings, batches) as file:
        while piece := file.read(_PIECE):
            yield piece
