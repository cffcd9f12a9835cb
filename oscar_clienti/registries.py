"""A named, ordered collection that other apps can add to: columns, filters, panels, sources."""

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


class Registry(Generic[T]):
    """Keep items by their ``key`` in the order in which they were registered.

    The package registers its own items in the same way as a store does, usually from ``AppConfig.ready()``.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}

    def register(self, item: T, *, before: str | None = None) -> T:
        """Add ``item``, or replace the one with the same key; ``before`` names the key it should stand in front of.

        Raises ``KeyError`` when ``before`` is not registered.
        """
        if before is None or before == item.key:
            self._items[item.key] = item
            return item
        if before not in self._items:
            raise KeyError(f"No {self.what} is registered as {before!r}.")
        rest = [(key, value) for key, value in self._items.items() if key != item.key]
        position = [key for key, _ in rest].index(before)
        self._items = dict([*rest[:position], (item.key, item), *rest[position:]])
        return item

    def unregister(self, key: str) -> None:
        """Take out the item registered as ``key``; raises ``KeyError`` when there is none."""
        del self._items[key]

    def get(self, key: str) -> T | None:
        """Return the item registered as ``key``, or ``None``."""
        return self._items.get(key)

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def select(self, keep: Callable[[T], bool]) -> list[T]:
        """Return the items for which ``keep(item)`` is true, in order."""
        return [item for item in self if keep(item)]
