"""Counting what a file has that will not come along, and saying it in the file's own words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .reasons import OTHER_VALUES, RIVAL, Left

# Sentences for each column that is told value by value, and values that are kept in mind for it.
_SENTENCES = 5
_VALUES = 100


class LeftBehind:
    """Show it every record with ``see``, then ask for the ``sentences``.

    ``counts`` can be stored as JSON, and ``add`` takes those of another part of the file. Values are kept only where
    a sentence names them: never those of a password or of a key.
    """

    def __init__(
        self,
        header: Sequence[str],
        lefts: Mapping[int, Left],
        *,
        rivals: Mapping[int, Sequence[int]] | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self._header, self._lefts, self._rivals, self._notes = header, dict(lefts), dict(rivals or {}), notes
        self._wanted = self._lefts
        self._filled: Counter[int] = Counter()
        self._values: dict[int, Counter[str]] = {i: Counter() for i, left in self._lefts.items() if left.by_value}

    def see(self, cells: Sequence[str]) -> None:
        """Count one record as it stands in the file."""
        present = len(cells)
        for index, left in self._wanted.items():
            text = cells[index].strip() if index < present else ""
            if text and left.counts(text):
                self._filled[index] += 1
                if left.by_value:
                    self._keep(index, text, 1)
                elif left.together:
                    # That anybody has a value is all that will be said.
                    self._wanted = {other: reason for other, reason in self._wanted.items() if other != index}
        for index, earlier in self._rivals.items():
            text = cells[index].strip() if index < present else ""
            if text and any(cells[i].strip() not in ("", text) for i in earlier):
                self._filled[index] += 1

    @property
    def counts(self) -> dict[str, Any]:
        """Everything counted so far, ready to be stored."""
        return {
            "filled": {str(index): number for index, number in self._filled.items()},
            "values": {str(index): dict(values) for index, values in self._values.items()},
        }

    def add(self, counts: Mapping[str, Any]) -> None:
        """Add what was counted elsewhere in the same file."""
        for index, number in counts["filled"].items():
            self._filled[int(index)] += number
        for index, values in counts["values"].items():
            for text, number in values.items():
                self._keep(int(index), text, number)

    def sentences(self) -> list[str]:
        """What stays behind: column by column, then what is said once, then the shop's notes."""
        said: list[str] = []
        for index in sorted({*self._lefts, *self._rivals}):
            left = self._lefts.get(index, RIVAL)
            if self._filled[index] and not left.together:
                said += self._by_value(index, left) if left.by_value else [self._say(left.words, index)]
        return [*said, *self._together(), *self._notes]

    def _keep(self, index: int, text: str, number: int) -> None:
        values = self._values[index]
        if text in values or len(values) < _VALUES:
            values[text] += number

    def _by_value(self, index: int, left: Left) -> list[str]:
        named = self._values[index].most_common(_SENTENCES)
        said = [self._say(left.words, index, count=number, value=value) for value, number in named]
        others = self._filled[index] - sum(number for _value, number in named)
        return [*said, self._say(OTHER_VALUES, index, count=others)] if others else said

    def _say(self, words: Any, index: int, **facts: Any) -> str:
        return str(words % {"column": self._name(index), "count": self._filled[index], **facts})

    def _together(self) -> list[str]:
        reasons: dict[Left, list[str]] = {}
        for index, left in self._lefts.items():
            if left.together and self._filled[index]:
                reasons.setdefault(left, []).append(self._name(index))
        return [str(left.words % {"column": ", ".join(names), "count": len(names)}) for left, names in reasons.items()]

    def _name(self, index: int) -> str:
        """The head as it stands in the file."""
        return self._header[index].strip("\ufeff \t\r\n") or _("Column %(number)d") % {"number": index + 1}
