"""A format is the way in which one shop writes its customers into a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ....registries import Registry
from .headers import fold_name
from .keys import ADDRESSES
from .reasons import Left

Convert = Callable[[str], str]
# The number of a record in the file, and its cells.
Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Match:
    """The column fills ``key``; ``certain`` is false where the merchant should have a look."""

    key: str
    convert: Convert | None = None
    certain: bool = True


class Format:
    """Subclass, describe the file, and register an instance.

    Names of columns are written as ``fold`` writes them. A file is of this format when its head has all the
    names of one of the ``signatures``. ``constants`` are set for every person; those of an address only for people who
    have this address. ``left`` says why a column stays behind; for one that is in ``columns`` too, a part of it does.
    ``passwords`` is true when the file brings them along.
    """

    key: str
    label: str | Promise
    signatures: tuple[frozenset[str], ...] = ()
    columns: Mapping[str, str | Match] = {}
    left: Mapping[str, Left] = {}
    constants: Mapping[str, str] = {}
    passwords = False
    fold: Callable[[str], str] = staticmethod(fold_name)
    # May one person fill several records? See ``Continued``.
    continues = False
    # What stands with an address, and belongs to the person here: the first record that has it decides.
    shared: tuple[str, ...] = ()

    def speaking(self, labels: Mapping[str, str]) -> "Format":
        """The same format where our columns have these labels (label: key); another shop's doesn't care."""
        return self

    def recognises(self, header: Sequence[str]) -> bool:
        """Is this the head of such a file?"""
        names = {self.fold(cell) for cell in header}
        return any(signature <= names for signature in self.signatures)

    def match(self, header: Sequence[str]) -> dict[int, Match]:
        """Which column fills what, by its place; of two columns with the same name the first counts."""
        found = {index: self.columns[name] for index, name in self._firsts(header) if name in self.columns}
        return {index: Match(match) if isinstance(match, str) else match for index, match in found.items()}

    def left_behind(self, header: Sequence[str]) -> dict[int, Left]:
        """Why columns that are known don't come along, or not wholly."""
        return {index: self.left[name] for index, name in self._firsts(header) if name in self.left}

    def notes(self) -> list[str]:
        """What never comes along from this shop, whatever the columns."""
        if self.passwords:
            return []
        words = _("Passwords of %(shop)s don't come along: the file doesn't have them. People sign in by a link.")
        return [words % {"shop": self.label}]

    def merge(self, rows: Iterable[Numbered], header: Sequence[str]) -> Iterable[Numbered]:
        """One record for each person."""
        return rows

    def continued(self, columns: Sequence[str | None], n: int) -> list[str | None]:
        """What the columns of somebody's n-th record fill."""
        raise NotImplementedError

    def _firsts(self, header: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Place and name of each column whose name has not come before."""
        seen: set[str] = set()
        for index, name in enumerate(map(self.fold, header)):
            if name not in seen:
                seen.add(name)
                yield index, name


class Continued(Format):
    """A format in which somebody's further addresses are the records that follow.

    A person's records are put side by side under the number of the first. A sixth stays by itself, under the person's
    e-mail: the import refuses it, so that it is not lost in silence.
    """

    continues = True
    email: str
    shared = ("company", "vat_number", "tax_code", "phone")

    def goes_on(self, email: str, before: str) -> bool:
        """Is a record with this ``email`` a further address of the person ``before``? Both are in lower case."""
        return bool(email) and email == before

    def merge(self, rows: Iterable[Numbered], header: Sequence[str]) -> Iterator[Numbered]:
        width = len(header)
        place = [self.fold(cell) for cell in header].index(self.email)
        number, person = 0, list[str]()
        for at, cells in rows:
            if not any(cells):
                continue
            cells = cells + [""] * (width - len(cells))
            fits = len(cells) == width and len(person) % width == 0 and bool(person)
            if fits and self.goes_on(cells[place].strip().lower(), person[place].strip().lower()):
                if len(person) < width * len(ADDRESSES):
                    person = person + cells
                    continue
                # Among the refused rows it would stand below somebody else.
                cells[place] = person[place]
            if person:
                yield number, person
            number, person = at, cells
        if person:
            yield number, person

    def continued(self, columns: Sequence[str | None], n: int) -> list[str | None]:
        return [self._again(key, n) if key else None for key in columns]

    def _again(self, key: str, n: int) -> str | None:
        if key.startswith("address1_"):
            return key.replace("address1_", f"address{n}_", 1)
        return key if key in self.shared else None


formats: Registry[Format] = Registry("format")
