"""The records of a CSV file. Python's ``csv`` reads straight from the decoder, so that it keeps its speed."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .encodings import bom_of
from .layouts import ENCODINGS, Layout
from .limits import CELL_LIMIT
from .refusals import FileRefused

_MARK = "oscar_clienti.mark"
_MARKED = re.compile("[\udc00-\udcff]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Leave a lone surrogate for a byte that can't be read: no text that was read strictly has one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return chr(0xDC00 + error.object[error.start]), error.end


codecs.register_error(_MARK, _mark)


@contextmanager
def records(file: BinaryIO, layout: Layout) -> Iterator[Iterator[list[str]]]:
    """Open the records of the file, from its start. Reading them raises ``FileRefused``; the file stays open."""
    try:
        with _reader(file, layout, errors="strict") as reader:
            yield reader
    except (csv.Error, UnicodeDecodeError) as error:
        raise what_is_wrong(file, layout) from error


def what_is_wrong(file: BinaryIO, layout: Layout) -> FileRefused:
    """Read the file once more, slowly, up to its first fault, and say where it is and what to do."""
    lines: list[str] = []
    number = 0
    with _reader(file, layout, errors=_MARK, lines=lines) as reader:
        try:
            for number, record in enumerate(reader, start=1):
                if _MARKED.search("".join(record)):
                    return _unreadable(record, number, layout)
                lines.clear()
        except csv.Error as error:
            return _broken(str(error), number + 1, lines, layout)
    return FileRefused(_("The file can't be read. Bring it again."), code="unreadable")


@contextmanager
def _reader(file: BinaryIO, layout: Layout, *, errors: str, lines: list[str] | None = None) -> Iterator[Any]:
    """Open the file for ``csv``; ``lines`` takes up what was read, which costs time."""
    file.seek(0)
    file.seek(len(bom_of(file.read(4))))
    text = io.TextIOWrapper(file, encoding=layout.encoding, errors=errors, newline="")
    try:
        for _line in range(layout.skip):
            text.readline()
        source = text if lines is None else _remembered(text, lines)
        yield csv.reader(source, delimiter=layout.delimiter, strict=True)
    finally:
        # Or the file would be closed with the wrapper; it is not ours. Whoever closed it already is right, too.
        with suppress(ValueError):
            text.detach()


def _remembered(text: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in text:
        lines.append(line)
        yield line


def _unreadable(record: list[str], number: int, layout: Layout) -> FileRefused:
    column, found = next((at, found) for at, cell in enumerate(record, 1) if (found := _MARKED.search(cell)))
    words = {
        "row": number,
        "column": column,
        "byte": f"{ord(found[0]) - 0xDC00:02X}",
        "encoding": ENCODINGS[layout.encoding],
    }
    sentence = _(
        "Row %(row)d, column %(column)d: the byte %(byte)s is no character in %(encoding)s. Choose another encoding, "
        "or save the file again as “CSV UTF-8”."
    )
    return FileRefused(sentence % words, code="encoding", row=number, column=column)


def _broken(error: str, number: int, lines: list[str], layout: Layout) -> FileRefused:
    """Python tells its three complaints apart only by words."""
    if "limit" in error:
        return _too_long(number, lines, layout)
    words = {"row": number, "lines": len(lines) - 1}
    if len(lines) > 1:
        sentence = ngettext(
            "A quotation mark (\") that opens in row %(row)d isn't closed: it swallows the line after it. Close or "
            "remove it.",
            "A quotation mark (\") that opens in row %(row)d isn't closed: it swallows the %(lines)d lines after it. "
            "Close or remove it.",
            len(lines) - 1,
        )
    elif "end of data" in error:
        sentence = _("A quotation mark (\") that opens in row %(row)d, the last one, isn't closed. Close or remove it.")
    else:
        sentence = _(
            'In row %(row)d something stands after a closing quotation mark ("). Inside a cell, write each of them '
            "twice."
        )
    return FileRefused(sentence % words, code="quotes", row=number)


def _too_long(number: int, lines: list[str], layout: Layout) -> FileRefused:
    words = {"row": number, "column": _long_column(lines, layout), "limit": CELL_LIMIT, "lines": len(lines)}
    if len(lines) > 1:
        sentence = _(
            "Row %(row)d, column %(column)d: the cell has more than %(limit)d characters and runs over %(lines)d "
            "lines. Perhaps its quotation mark isn't closed: close or remove it."
        )
    else:
        sentence = _("Row %(row)d, column %(column)d: the cell has more than %(limit)d characters. Shorten it.")
    code = "quotes" if len(lines) > 1 else "cell"
    return FileRefused(sentence % words, code=code, row=number, column=words["column"])


def _long_column(lines: list[str], layout: Layout) -> int:
    column, length, quoted = 1, 0, False
    for letter in chain.from_iterable(lines):
        quoted ^= letter == '"'
        length += 1
        if letter == layout.delimiter and not quoted:
            column, length = column + 1, 0
        elif length > CELL_LIMIT:
            break
    return column
