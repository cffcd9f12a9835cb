"""What stands between the cells: tried out, since one that fits gives every row as many cells as the header."""

import csv
import io
import re
from itertools import islice

from .records import trimmed

# The comma comes last because it stands in texts, too: it has to be better than the others.
DELIMITERS = (";", "\t", "|", ",")
SAMPLE_RECORDS = 200
_SEP_LINE = re.compile(r'"?sep=([^"\r\n])\1*"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


def sep_line(head: str) -> str:
    """Return the delimiter that Excel's first line ``sep=;`` names, or nothing."""
    match = _SEP_LINE.match(head)
    return match[1] if match else ""


def detect(head: str, *, whole: bool) -> str:
    """Return the delimiter of the text that begins with ``head`` (or is it: ``whole``).

    A file with one column gets one that splits none of its rows.
    """
    tried = {delimiter: _records(head, delimiter, whole) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: _fit(tried[delimiter]))
    if _fit(tried[best]) > 0:
        return best
    return min((",", *DELIMITERS), key=lambda delimiter: _splits(tried[delimiter]))


def _records(head: str, delimiter: str, whole: bool) -> list[list[str]]:
    """Read as far as the quotes allow; where they break, an empty record says that something doesn't fit."""
    records: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
        records.extend(islice(reader, SAMPLE_RECORDS))
    except csv.Error as error:
        if whole or "end of data" not in str(error):
            return [record for record in records if any(record)] + [[]]
    if not whole and len(records) < SAMPLE_RECORDS:
        records = records[:-1] or records
    return [record for record in records if any(record)]


def _splits(records: list[list[str]]) -> tuple[int, int]:
    """How often the cells of one column would be split, and how many rows aren't blank: rather few of both."""
    return sum(len(record) > 1 for record in records), len(records)


def _fit(records: list[list[str]]) -> float:
    """How well the rows fit the header, times what is split: a file that it doesn't split at all gets 0."""
    if not records:
        return 0
    header, *rest = records
    splits = len(header) - 1
    if not splits or not rest:
        return splits
    return splits * sum(_row_fit(row, len(header)) for row in rest) / len(rest)


def _row_fit(row: list[str], columns: int) -> float:
    if len(row) == columns:
        return 1
    if len(row) == 1:
        return 0
    return 0.5 if len(trimmed(row)) <= columns else 0.01
