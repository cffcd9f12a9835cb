"""How a file is to be read, and what a first look at it shows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# Only these: Python knows "encodings" that unpack or execute.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 (big-endian)",
    "cp1252": "Windows-1252",
    "iso-8859-15": "ISO-8859-15",
    "mac_roman": "Mac Roman",
}


@dataclass(frozen=True)
class Layout:
    """How to read one file; can be stored as JSON.

    Rows are numbered as a spreadsheet numbers them: a record is one row even if it runs over several lines, blank
    records count, a line ``sep=;`` doesn't. ``header_row`` is the header's number, 1 unless blank rows come first;
    the first row after it has the number ``header_row + 1``.
    """

    kind: str  # "csv" or "xlsx"; the rest but the last two is for CSV.
    encoding: str = ""
    delimiter: str = ""
    skip: int = 0  # Lines before the first record, such as Excel's "sep=;".
    header_row: int = 1
    columns: int = 0  # Without the empty ones at the end; 0 for as many as the header names.

    def __post_init__(self) -> None:
        if self.kind not in ("csv", "xlsx"):
            raise ValueError(f"There is no kind of file {self.kind!r}.")
        if self.kind == "csv" and self.encoding not in ENCODINGS:
            raise ValueError(f"There is no encoding {self.encoding!r}.")
        if self.kind == "csv" and (len(self.delimiter) != 1 or self.delimiter in '"\r\n\0'):
            raise ValueError(f"{self.delimiter!r} can't stand between cells.")

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Layout":
        """Return what ``as_dict`` was called on. Raises ``ValueError``, ``TypeError`` for anything else."""
        return cls(**data)


@dataclass(frozen=True)
class Glance:
    """What a first look shows: enough for the merchant to say "yes, that is my file"."""

    layout: Layout
    header: list[str]
    samples: list[list[str]]  # The first 20 rows that aren't blank.
    encoding_certain: bool
    encoding_sample: str  # Where letters beyond ASCII stand, to compare with the next; empty if it is certain.
    other_encodings: list[tuple[str, str]]  # Each with the same places as it would read them.
    notes: list[str]
