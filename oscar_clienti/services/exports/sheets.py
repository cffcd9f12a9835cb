"""Which columns an export has, under which headings, and how their cells are written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..file_columns import FamilyColumn, FieldColumn, FileColumn, SetColumn, file_columns
from ..file_columns.formulas import MARKED, escape
from ..file_columns.spelt import Spelt


@dataclass(frozen=True)
class Entry:
    """One column of the file: ``text`` writes a value of ``column``, ``neutral`` makes the cell harmless.

    Without a column, every cell is empty but for ``always``.
    """

    heading: str
    column: FileColumn | None
    text: Callable[[Any], str] | None = None
    neutral: Callable[[str], str] = escape
    always: str = ""

    def render(self, values: Sequence[Any]) -> list[str]:
        """The cells for ``values``. This is the innermost loop of a million rows: no call where none is needed."""
        if self.text is None and self.neutral is escape and _is_plain(self.column):
            return [(f"'{value}" if value[0] in MARKED else value) if value else "" for value in values]
        neutral, text = self.neutral, self.text or _text_of(self.column)
        return [neutral(text(value)) for value in values]


@dataclass(frozen=True)
class Sheet:
    """The columns of one file. ``key`` names the preset that it was made by, if any."""

    entries: tuple[Entry, ...]
    key: str = ""

    @classmethod
    def of(cls, keys: Iterable[str]) -> Self:
        """Columns by key, in the order of the registry, under their labels in the active language.

        Raises ``ValidationError`` for one that can't be exported, and for none.
        """
        wanted = set(keys)
        columns = exportable()
        if strange := wanted - {column.key for column in columns}:
            words = _("There is no column “%(name)s” to export.")
            raise ValidationError(words % {"name": min(strange)}, code="column")
        if not wanted:
            raise ValidationError(_("Choose at least one column."), code="column")
        return cls(tuple(Entry(str(column.label), column) for column in columns if column.key in wanted))

    @property
    def headings(self) -> list[str]:
        return [entry.heading for entry in self.entries]

    @property
    def keys(self) -> list[str]:
        return [entry.column.key for entry in self.entries if entry.column]


class Reader:
    """Turns rows of the customers' table into rows of the sheet, some thousand at a time.

    ``paths`` is what the rows must hold. Columns of other tables are read once for each batch, families together.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.entries = sheet.entries
        columns = [entry.column for entry in self.entries]
        paths = [column.path for column in columns if isinstance(column, FieldColumn)]
        self.paths = list(dict.fromkeys(["pk", *paths]))
        self.families = list(dict.fromkeys(column.family for column in columns if isinstance(column, FamilyColumn)))

    def rows(self, batch: Sequence[tuple[Any, ...]]) -> Iterable[tuple[str, ...]]:
        stored = dict(zip(self.paths, zip(*batch, strict=True), strict=True))
        pks = stored["pk"]
        records = {family: list(map(family(pks).get, pks)) for family in self.families}
        return zip(*(self._cells(entry, pks, stored, records) for entry in self.entries), strict=True)

    @staticmethod
    def _cells(entry: Entry, pks: Sequence[int], stored: Mapping[str, Any], records: Mapping[Any, Any]) -> list[str]:
        column = entry.column
        if column is None:
            return [entry.always] * len(pks)
        if isinstance(column, FieldColumn):
            return entry.render(stored[column.path])
        if isinstance(column, FamilyColumn):
            pick = column.pick
            return entry.render([None if record is None else pick(record) for record in records[column.family]])
        if isinstance(column, SetColumn):
            values = column.read(pks)
            return entry.render([values.get(pk) for pk in pks])
        raise TypeError(f"The column {column.key!r} can't be read.")


def exportable() -> list[FileColumn]:
    return file_columns.select(lambda column: column.exportable)


def _is_plain(column: FileColumn | None) -> bool:
    return isinstance(column, Spelt) and column.spelling.is_plain


def _text_of(column: FileColumn | None) -> Callable[[Any], str]:
    assert column is not None
    return column.spelling.text if isinstance(column, Spelt) else column.text
