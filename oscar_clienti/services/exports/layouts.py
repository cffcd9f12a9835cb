"""How the file is written: CSV with one delimiter or another, or XLSX."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import delimited, workbooks

CSV, XLSX = "csv", "xlsx"
DELIMITERS = (",", ";", "\t")
_TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Layout:
    kind: str = CSV
    delimiter: str = ","

    def require(self, rows: int) -> None:
        """Raises ``ValidationError`` when so many rows can't be written like this."""
        if self.kind not in _TYPES or self.delimiter not in DELIMITERS:
            raise ValidationError(_("There is no such format of files."), code="layout")
        if self.kind == XLSX:
            workbooks.require(rows)

    @property
    def content_type(self) -> str:
        return _TYPES[self.kind]

    @property
    def file_name(self) -> str:
        return f"customers-{timezone.localdate():%Y-%m-%d}.{self.kind}"

    def pieces(self, headings: Sequence[str], batches: Iterable[Iterable[Sequence[str]]]) -> Iterator[bytes]:
        """The whole file, piece by piece."""
        if self.kind == XLSX:
            return workbooks.pieces(headings, batches)
        return delimited.csv_lines(headings, batches, delimiter=self.delimiter)
