"""A row of the file: from cells to values, each cell judged by the class of its column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..customers.email_addresses import normalise
from ..customers.email_locks import canonical
from ..file_columns import file_columns

# A value that is told to the merchant is cut, so that nobody scrolls for the reason.
SHOWN = 80
REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is refused: the column's key (or nothing), the cell's text, and a sentence that says what to do."""

    key: str
    value: str
    words: str


@dataclass(slots=True)
class Row:
    """``number`` is the spreadsheet's; ``values`` by column key, ``blank`` the keys whose cells are empty."""

    number: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    email: str = ""
    key: str = ""
    # The first row with the same customer, if this isn't it.
    twin_of: int = 0

    def refuse(self, key: str, value: str, words: str) -> None:
        column = file_columns.get(key)
        self.reasons.append(Reason(key, "" if column is None or column.secret else value[:SHOWN], words))


class RowParser:
    """Call it with a row's number and cells; ``width`` is how many cells a row should have.

    ``read`` turns cells into ``{column key: text}`` (see ``mapping.compile``). ``merged`` says that one person's
    records were put side by side. ``bare`` takes the apostrophe away where the shop wrote the file itself, and made
    formulas harmless.
    """

    def __init__(
        self,
        read: Callable[[list[str]], Mapping[str, str]],
        width: int,
        *,
        merged: bool = False,
        bare: Callable[[str], str] | None = None,
    ) -> None:
        self.read, self.width, self.merged, self.bare = read, width, merged, bare
        # A language, a group, a day: the same few texts come again and again. Passwords are not remembered.
        self.parsers: dict[str, Callable[[str], Any]] = {
            column.key: column.parse if column.secret else lru_cache(REMEMBERED)(column.parse)
            for column in file_columns
        }

    def __call__(self, number: int, cells: list[str], twin_of: int = 0) -> Row:
        row = Row(number, cells, twin_of=twin_of)
        if len(cells) != self.width and not (self.merged and cells and len(cells) % self.width == 0):
            row.refuse("", "", _wrong_width(len(cells), self.width))
            return row
        self._parse(row)
        self._identify(row)
        return row

    def value(self, key: str, text: str) -> Any:
        """What one cell says; ``None`` for nothing, and for what its row will be refused for."""
        text = text.strip()
        if self.bare:
            text = self.bare(text)
        try:
            return self.parsers[key](text) if text else None
        except ValidationError:
            return None

    def _parse(self, row: Row) -> None:
        parsers, values = self.parsers, row.values
        for key, text in self.read(row.cells).items():  # type: ignore[arg-type]
            text = text.strip()
            if self.bare:
                text = self.bare(text)
            if not text:
                row.blank.append(key)
                continue
            try:
                values[key] = parsers[key](text)
            except ValidationError as error:
                row.refuse(key, text, " ".join(error.messages))

    def _identify(self, row: Row) -> None:
        """Whose row is it? By the address, or by our own number."""
        email = row.values.pop("email", None)
        if email is not None:
            try:
                row.email = normalise(email)
                row.key = canonical(row.email)
            except ValidationError as error:
                row.refuse("email", email, " ".join(error.messages))
        elif "id" not in row.values and not row.reasons:
            row.refuse("email", "", _("There is no e-mail address: nobody can be found or made without one."))


def _wrong_width(cells: int, width: int) -> str:
    return ngettext(
        "This row has %(cells)s cell, the first row has %(width)s: a separator or a quote is missing or too many.",
        "This row has %(cells)s cells, the first row has %(width)s: a separator or a quote is missing or too many.",
        cells,
    ) % {"cells": cells, "width": width}
