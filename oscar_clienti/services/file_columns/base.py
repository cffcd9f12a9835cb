"""A column of an imported or exported file: one class says how its cells are read and written.

The export is the template of the import: for every value, ``parse(text(value)) == value``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise

from ...registries import Registry


class FileColumn:
    """Subclass, say ``key`` and ``label``, and register an instance in ``file_columns``.

    ``key`` and ``label`` (in every language) are recognised as the head of a column, and so are ``names``.
    """

    key: str
    label: str | Promise
    names: Sequence[str] = ()
    # What stands in several tables and is only worth knowing, such as the number of orders, can't be brought in.
    importable: bool = True
    exportable: ClassVar[bool] = True
    # Neither shown in a preview nor kept anywhere.
    secret: ClassVar[bool] = False

    def parse(self, text: str) -> Any:
        """The value that a cell's ``text`` (never empty, without blanks around it) spells.

        Raises ``ValidationError`` that says what would be right.
        """
        return text

    def text(self, value: Any) -> str:
        """What stands in the cell for ``value``; nothing for nothing."""
        return "" if value is None else str(value)


class FieldColumn(FileColumn):
    """A column that stands on the customer's row: ``path`` is where it is read (a lookup path from ``Customer``).

    The import writes it as the field of the same name as ``key``: one of ``services.customers.fields``.
    """

    path: str


class SetColumn(FileColumn):
    """A column that lives in other tables, read and written for a thousand people at a time.

    A store's own columns are of this kind. What an import changes of them is written down as ``text``, and read back by
    ``parse`` when the import is undone.
    """

    def read(self, pks: Sequence[int]) -> Mapping[int, Any]:
        """The values of these customers; who has none is left out."""
        raise NotImplementedError

    def write(self, values: Mapping[int, Any], *, by: Any) -> None:
        """Set the values of these customers (by id), inside the import's transaction; ``None`` takes the value away."""
        raise NotImplementedError


class FamilyColumn(FileColumn):
    """One of several columns that are read together, such as those of the addresses: ``family`` reads a record of each
    of these customers, ``pick`` finds the column's value in it.

    The import writes the whole family by itself.
    """

    family: Callable[[Sequence[int]], Mapping[int, Any]]

    def pick(self, record: Any) -> Any:
        """The column's value; ``None`` for none."""
        raise NotImplementedError

    def read(self, pks: Sequence[int]) -> dict[int, Any]:
        """The values of these customers; who has none is left out."""
        picked = ((pk, self.pick(record)) for pk, record in self.family(pks).items())
        return {pk: value for pk, value in picked if value is not None}


file_columns: Registry[FileColumn] = Registry("file column")
