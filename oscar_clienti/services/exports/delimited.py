"""CSV as spreadsheets like it: UTF-8 with a mark in front, everything a text."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

MARK = "\ufeff"


def head(headings: Sequence[str], delimiter: str) -> bytes:
    """The mark and the first line."""
    return MARK.encode() + lines([headings], delimiter)


def lines(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def csv_lines(
    headings: Sequence[str], batches: Iterable[Iterable[Sequence[str]]], *, delimiter: str = ","
) -> Iterator[bytes]:
    """The file piece by piece; the first one before anything is read."""
    yield head(headings, delimiter)
    for batch in batches:
        yield lines(batch, delimiter)
