"""From a record's cells to the text for each key, fast: an import reads every record this way."""

from collections.abc import Callable, Mapping, Sequence

from .base import Convert
from .keys import address_of

# What several columns put together; elsewhere the first that isn't blank counts.
_JOINED = {"tags": ",", "name": " ", "first_name": " ", "last_name": " "}
_JOINED_IN_ADDRESSES = {"line1": ", ", "line2": ", ", "line3": ", ", "notes": "\n", "first_name": " ", "last_name": " "}


def joiner(key: str) -> str | None:
    """What stands between the texts of several columns for ``key``; nothing when they can't be put together."""
    address = address_of(key)
    return _JOINED_IN_ADDRESSES.get(key.removeprefix(f"{address}_")) if address else _JOINED.get(key)


class RowReader:
    """Call it with the cells of a record. Cells that are missing at the end are blank."""

    def __init__(
        self, columns: Sequence[str | None], converts: Mapping[int, Convert], constants: Mapping[str, str]
    ) -> None:
        places: dict[str, list[int]] = {}
        for index, key in enumerate(columns):
            if key is not None:
                places.setdefault(key, []).append(index)
        alone = {key: indexes[0] for key, indexes in places.items() if len(indexes) == 1}
        self._width = len(columns)
        self._copied = _copier({key: index for key, index in alone.items() if index not in converts})
        self._convert = [(key, index, converts[index]) for key, index in alone.items() if index in converts]
        self._build = [
            (key, [(index, converts.get(index, str)) for index in indexes], joiner(key))
            for key, indexes in places.items()
            if len(indexes) > 1
        ]
        self._always = {key: text for key, text in constants.items() if not address_of(key) and key not in places}
        self._with_address = _with_address(places, constants)
        self._has_more = any((self._convert, self._build, self._always, self._with_address))

    def __call__(self, cells: Sequence[str]) -> dict[str, str]:
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        row = self._copied(cells)
        if self._has_more:
            self._complete(row, cells)
        return row

    def _complete(self, row: dict[str, str], cells: Sequence[str]) -> None:
        for key, index, convert in self._convert:
            text = cells[index]
            row[key] = convert(text) if text else text
        for key, parts, between in self._build:
            texts = [text for index, convert in parts if (text := convert(cells[index]).strip())]
            row[key] = between.join(texts) if between is not None else next(iter(texts), "")
        row.update(self._always)
        for keys, constants in self._with_address:
            for key in keys:
                if row[key]:
                    row.update(constants)
                    break


def _copier(places: Mapping[str, int]) -> Callable[[Sequence[str]], dict[str, str]]:
    """Write ``lambda cells: {"email": cells[0], …}``: a dict with known keys is built in half the time of a loop."""
    pairs = ", ".join(f"{key!r}: cells[{index:d}]" for key, index in places.items())
    return eval(f"lambda cells: {{{pairs}}}")  # noqa: S307  Nothing in it but our own keys and numbers.


def _with_address(places: Mapping[str, object], constants: Mapping[str, str]) -> list[tuple[list[str], dict[str, str]]]:
    """For each address that has constants: the keys that show that somebody has it, and what to set then."""
    texts: dict[str, dict[str, str]] = {}
    for key, text in constants.items():
        if (address := address_of(key)) and key not in places:
            texts.setdefault(address, {})[key] = text
    return [([key for key in places if address_of(key) == address], mine) for address, mine in texts.items()]
