"""The first look at a file: what it is, how it is to be read, and what it shows."""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import delimited, delimiters, encodings, kinds, notes, sheets
from .encodings import Guess
from .layouts import ENCODINGS, Glance, Layout
from .records import fitted, require_size, trimmed
from .refusals import FileRefused

SAMPLES = 20


def look_into(file: BinaryIO, *, layout: Layout | None = None) -> Glance:
    """Look at the file from its start; ``layout`` is the merchant's own choice of encoding and delimiter.

    Every byte of a CSV file is looked at, so that an encoding which breaks at its end is told now.

    Raises ``FileRefused`` for what is no table, has no rows, or can't be read.
    """
    if kinds.kind_of(file) == "xlsx":
        with sheets.workbook(file) as book:
            book.require_worked_out()
            return _glance(book.records(), Layout("xlsx"), Guess("", certain=True), list(_sheet_notes(book)))
    guess = encodings.detect(file)
    if layout is None or layout.kind != "csv":
        layout, chosen = _layout(file, guess), False
    else:
        chosen = True
    # UTF-8 without a mark is only found by reading every byte; with one it is promised.
    proved = guess.encoding == "utf-8" and not encodings.bom_of(kinds.head_of(file))
    if (chosen or not proved) and not encodings.can_read(file, layout.encoding):
        raise delimited.what_is_wrong(file, layout)
    said = [*_sep_notes(layout), *([] if guess.certain or chosen else _mixture_notes(file, layout))]
    with delimited.records(file, layout) as records:
        return _glance(records, layout, replace(guess, certain=guess.certain or chosen), said)


def _layout(file: BinaryIO, guess: Guess) -> Layout:
    raw = kinds.head_of(file)
    decoder = codecs.getincrementaldecoder(guess.encoding)("replace")
    head = decoder.decode(raw[len(encodings.bom_of(raw)) :])
    if named := delimiters.sep_line(head):
        return Layout("csv", guess.encoding, named, skip=1)
    return Layout("csv", guess.encoding, delimiters.detect(head, whole=len(raw) < kinds.HEAD))


def _glance(records: Iterator[list[str]], layout: Layout, guess: Guess, said: list[str]) -> Glance:
    header_row, header, samples = _first_rows(records)
    # A column without a name stays as long as there is something in it.
    columns = max(len(trimmed(header)), *(len(trimmed(row)) for row in samples if len(row) <= len(header)), 0)
    # The job remembers the headings, and no database keeps a NUL.
    header = [heading.replace("\0", "") for heading in [*header, *[""] * columns][:columns]]
    return Glance(
        layout=replace(layout, header_row=header_row, columns=columns),
        header=header,
        samples=[fitted(row, columns, layout) for row in samples],
        encoding_certain=guess.certain,
        encoding_sample=encodings.sample(guess.beyond, layout.encoding) if guess.beyond else "",
        other_encodings=list(_others(layout, guess)),
        notes=[*said, *notes.of_header(header), *notes.of_cells(header, samples)],
    )


def _first_rows(records: Iterator[list[str]]) -> tuple[int, list[str], list[list[str]]]:
    numbered = ((number, row) for number, row in enumerate(records, start=1) if _has_text(row, number))
    header_row, header = next(numbered, (0, []))
    samples = [row for _number, row in islice(numbered, SAMPLES)]
    if not header:
        raise FileRefused(_("The file is blank."), code="blank")
    if not samples:
        raise FileRefused(
            _("The file has a header, but no rows under it. Add the customers, and bring it again."), code="no_rows"
        )
    return header_row, header, samples


def _has_text(row: list[str], number: int) -> bool:
    filled = trimmed(row)
    require_size(filled, number)
    return bool(filled)


def _others(layout: Layout, guess: Guess) -> Iterator[tuple[str, str]]:
    """Those that would read the same bytes otherwise."""
    taken = encodings.sample(guess.beyond, layout.encoding)
    for encoding in encodings.ONE_BYTE if guess.beyond else ():
        if encoding != layout.encoding and (text := encodings.sample(guess.beyond, encoding)) != taken:
            yield encoding, text


def _sep_notes(layout: Layout) -> Iterator[str]:
    if layout.skip:
        yield _("The file begins with Excel's line “sep=%(delimiter)s”: it is no customer.") % {
            "delimiter": layout.delimiter
        }


def _mixture_notes(file: BinaryIO, layout: Layout) -> Iterator[str]:
    if encodings.is_mostly_utf_8(file):
        fault = delimited.what_is_wrong(file, replace(layout, encoding="utf-8"))
        yield _(
            "Most of the file seems to be UTF-8, but row %(row)d is not: were two files put together? Read as "
            "%(encoding)s, letters with accents come out wrong."
        ) % {"row": fault.row or 1, "encoding": ENCODINGS[layout.encoding]}


def _sheet_notes(book: sheets.Workbook) -> Iterator[str]:
    first, *others = book.names
    if others:
        yield _("The file has %(count)d sheets; only “%(name)s” is read.") % {"count": len(others) + 1, "name": first}
