"""What people paste: a piece of a spreadsheet, or addresses in any order that an e-mail program takes."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .delimiters import DELIMITERS
from .refusals import FileRefused

_LINE_END = re.compile(r"\r\n|\r|\n")
# Quoted names may hold commas, and so may nothing else.
_PIECE = re.compile(r'(?:"(?:[^"\\\r\n]|\\.){0,300}"|[^,;"\r\n]|")+')


def pasted(text: str) -> bytes:
    """Return the text as a CSV file in UTF-8 that ``look_into`` reads.

    A table keeps its header, and gets one if its first row has an e-mail address already. Anything else is taken for
    addresses, alone or as ``Ada Neri <ada@example.test>``: the header is ``email``, or ``name,email`` if there are
    names. What is no address stays as a row, to be refused where the merchant sees it.

    Raises ``FileRefused`` for nothing at all.
    """
    text = text.removeprefix("\ufeff").strip("\r\n ")
    if not text.strip():
        raise FileRefused(_("Nothing was pasted."), code="empty")
    first, *others = _LINE_END.split(text, maxsplit=1)
    if others and _is_header(first):
        return text.encode()
    if table := _table(text):
        return _written(table)
    people = list(_people(text))
    if any(name for name, _address in people):
        return _written([["name", "email"], *([name, address] for name, address in people)])
    return _written([["email"], *([address] for _name, address in people)])


def _is_header(line: str) -> bool:
    return "@" not in line and ("mail" in line.lower() or any(delimiter in line for delimiter in DELIMITERS))


def _table(text: str) -> list[list[str]]:
    """Rows of the same length with an address in the same column of each, under a header of ours; or nothing."""
    for delimiter in "\t;,":
        try:
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
        except csv.Error:
            continue
        if len(rows) == 1 and delimiter != "\t":
            continue  # One line of addresses, and one of them may be misspelled.
        columns = {column for row in rows for column, cell in enumerate(row) if "@" in cell}
        if len(columns) == 1 and {len(row) for row in rows} == {len(rows[0])} and len(rows[0]) > 1:
            return [_header(len(rows[0]), columns.pop()), *rows]
    return []


def _header(width: int, email: int) -> list[str]:
    names = ["name"] * 2 if width == 2 else [_("Column %(column)d") % {"column": at} for at in range(1, width + 1)]
    names[email] = "email"
    return names


def _people(text: str) -> Iterator[tuple[str, str]]:
    for piece in _PIECE.findall(text):
        # Every second part stands in brackets; the one before it is the name.
        parts = re.split("[<>]", piece)
        for name, address in zip(parts[0::2], parts[1::2], strict=False):
            yield _name(name, _address(address)), _address(address)
        if len(parts) % 2:
            yield from _words(parts[-1])


def _words(piece: str) -> Iterator[tuple[str, str]]:
    """Addresses with blanks between them; words before an address are the name that goes with it."""
    name: list[str] = []
    for word in piece.split():
        if "@" in word:
            yield _name(" ".join(name), _address(word)), _address(word)
            name = []
        else:
            name.append(word)
    if name:
        yield "", " ".join(name)


def _name(name: str, address: str) -> str:
    """Without the quotation marks that an e-mail program puts round it; the address once more is no name."""
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return "" if name.strip().lower() == address.lower() else name.strip()


def _address(text: str) -> str:
    return re.sub("^mailto:", "", text.strip(), flags=re.IGNORECASE)


def _written(table: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue().encode()
