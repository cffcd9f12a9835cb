"""The files of tests/imports_zoo, read plainly, and what becomes of them."""

import csv
from dataclasses import dataclass
from pathlib import Path

from oscar_clienti.services.imports.formats import Format, generic, recognise
from oscar_clienti.services.imports.mapping import Mapping, compile, left_behind, suggest

ZOO = Path(__file__).parents[3] / "imports_zoo"


@dataclass
class File:
    """One file of the zoo: its records, and what the format that is recognised makes of them."""

    header: list[str]
    rows: list[list[str]]

    @property
    def format(self) -> Format | None:
        return recognise(self.header)

    @property
    def mapping(self) -> Mapping:
        return suggest(self.header, self.format)

    @property
    def keys(self) -> dict[str, str]:
        """What each head fills."""
        return {cell: key for cell, key in zip(self.header, self.mapping.columns, strict=True) if key}

    @property
    def people(self) -> list[dict[str, str]]:
        """The texts for each person."""
        read = compile(self.mapping, self.format)
        merged = (self.format or generic).merge(enumerate(self.rows, start=2), self.header)
        return [read(cells) for _number, cells in merged]

    @property
    def stays(self) -> list[str]:
        return left_behind(self.mapping, self.rows).sentences()


def read(name: str) -> File:
    encoding = "cp1252" if name == "generic-italian" else "utf-8"
    text = (ZOO / f"{name}.csv").read_bytes().decode(encoding)
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    header, *rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    return File(header, rows)
