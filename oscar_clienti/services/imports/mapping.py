"""Which column of a file fills what: suggested by the head, decided by the merchant."""

import dataclasses
from collections import abc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from .formats import Format, Left, Match, fold_name, formats, generic
from .formats.keys import ADDRESSES, address_of
from .formats.left_behind import LeftBehind
from .formats.reasons import LEFT_OUT, NO_STREET, TWICE
from .formats.rows import RowReader, joiner

__all__ = ["LeftBehind", "Mapping", "RowReader", "compile", "left_behind", "suggest"]


@dataclass(frozen=True)
class Mapping:
    """For each column of ``header`` the key that it fills, or ``None`` to leave it out.

    ``certain`` are the places of columns that are known beyond doubt, ``automatic`` of all that were suggested and not
    changed since; ``format`` is the key of the format that was recognised.
    """

    header: tuple[str, ...]
    columns: tuple[str | None, ...]
    format: str | None = None
    automatic: frozenset[int] = frozenset()
    certain: frozenset[int] = frozenset()

    def choose(self, columns: Sequence[str | None]) -> Self:
        """The merchant's own choice; a mark stays where it is the suggestion."""
        kept = {index for index, key in enumerate(columns) if key == self.columns[index]}
        return dataclasses.replace(
            self, columns=tuple(columns), automatic=self.automatic & kept, certain=self.certain & kept
        )

    def rivals(self) -> dict[int, list[int]]:
        """Columns that count only where earlier ones for the same key are blank, with those earlier ones."""
        places: dict[str, list[int]] = {}
        found: dict[int, list[int]] = {}
        for index, key in enumerate(self.columns):
            if key is None or joiner(key) is not None:
                continue
            if key in places:
                found[index] = list(places[key])
            places.setdefault(key, []).append(index)
        return found

    def as_dict(self) -> dict[str, Any]:
        return {
            "header": list(self.header),
            "columns": list(self.columns),
            "format": self.format,
            "automatic": sorted(self.automatic),
            "certain": sorted(self.certain),
        }

    @classmethod
    def from_dict(cls, data: abc.Mapping[str, Any]) -> Self:
        return cls(
            header=tuple(data["header"]),
            columns=tuple(data["columns"]),
            format=data["format"],
            automatic=frozenset(data["automatic"]),
            certain=frozenset(data["certain"]),
        )


def suggest(header: Sequence[str], fmt: Format | None = None, labels: abc.Mapping[str, str] | None = None) -> Mapping:
    """Match what the format knows, then what the words of the other columns say.

    ``labels`` are those of our own columns (label: key), in the language of whoever imports.
    """
    found = _matches(header, fmt, labels)
    streets = {match.key for match in found.values() if match.key.endswith(("_line1", "_id"))}
    found = {
        index: match
        for index, match in found.items()
        if (address := address_of(match.key)) is None or {f"{address}_line1", f"{address}_id"} & streets
    }
    return Mapping(
        header=tuple(header),
        columns=tuple(found[index].key if index in found else None for index in range(len(header))),
        format=fmt.key if fmt else None,
        automatic=frozenset(found),
        certain=frozenset(index for index, match in found.items() if match.certain),
    )


def compile(mapping: Mapping, fmt: Format | None = None) -> Callable[[Sequence[str]], dict[str, str]]:
    """Return what turns a record's cells into the text for each key.

    For a format in which somebody has several records, the cells are those that its ``merge`` yields.
    """
    matches = _matches(mapping.header, fmt)
    columns = mapping.columns
    converts = {
        index: match.convert for index, match in matches.items() if match.convert and match.key == columns[index]
    }
    constants = fmt.constants if fmt else {}
    first = RowReader(columns, converts, constants)
    if not fmt or not fmt.continues:
        return first
    width, readers = len(columns), [first]
    for n in ADDRESSES[1:]:
        again = len(columns) // width
        columns = (*columns, *fmt.continued(mapping.columns, n))
        converts |= {again * width + index: converts[index] for index in range(width) if index in converts}
        readers.append(RowReader(columns, converts, constants))
    return lambda cells: readers[max(len(cells) // width, 1) - 1](cells)


def left_behind(mapping: Mapping, rows: Iterable[Sequence[str]] = (), fmt: Format | None = None) -> LeftBehind:
    """Return what counts and says what this mapping leaves in the file, with ``rows`` already seen.

    Show it the records as they stand in the file, before a format merges them.
    """
    fmt = fmt or formats.get(mapping.format or "")
    notes = fmt.notes() if fmt else []
    counted = LeftBehind(mapping.header, _lefts(mapping, fmt), rivals=mapping.rivals(), notes=notes)
    for cells in rows:
        counted.see(cells)
    return counted


def _matches(
    header: Sequence[str], fmt: Format | None, labels: abc.Mapping[str, str] | None = None
) -> dict[int, Match]:
    """What the format says; for columns that it doesn't know, what their words say."""
    found = dict(fmt.match(header)) if fmt else {}
    spoken = {*found, *_known_lefts(header, fmt)}
    taken = {match.key for match in found.values()}
    for index, match in generic.match(header, labels).items():
        if index not in spoken and match.key not in taken:
            found[index] = match
    return found


def _known_lefts(header: Sequence[str], fmt: Format | None) -> dict[int, Left]:
    return generic.left_behind(header) | (fmt.left_behind(header) if fmt else {})


def _lefts(mapping: Mapping, fmt: Format | None) -> dict[int, Left]:
    """Why each column stays in the file; one that is only half taken is among them."""
    matches, known = _matches(mapping.header, fmt), _known_lefts(mapping.header, fmt)
    lefts: dict[int, Left] = {}
    read: set[str] = set()
    for index, (name, key) in enumerate(zip(map(fold_name, mapping.header), mapping.columns, strict=True)):
        match = matches.get(index)
        if key is None:
            lefts[index] = _why(name in read, match, known.get(index), mapping)
            continue
        read.add(name)
        if index in known and match and match.key == key:
            lefts[index] = known[index]
    return lefts


def _why(twice: bool, match: Match | None, known: Left | None, mapping: Mapping) -> Left:
    if known and not match:
        return known
    if twice:
        return TWICE
    address = address_of(match.key) if match else None
    return NO_STREET if address and f"{address}_line1" not in mapping.columns else LEFT_OUT
