"""A named, ordered collection that other apps can add to: columns, filters, panels, sources."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)

# What providers said since ``remembering()`` began; ``None`` outside of it.
_said: ContextVar[dict[Any, list[Any]] | None] = ContextVar("said", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask each provider at most once inside; for work that looks a column up for every row."""
    token = _said.set({})
    try:
        yield
    finally:
        _said.reset(token)


class Registry(Generic[T]):
    """Keep items by their ``key`` in the order in which they were registered.

    The package registers its own items in the same way as a store does, usually from ``AppConfig.ready()``.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}
        self._providers: dict[str, Callable[[], Iterable[T]]] = {}

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

    def provide(self, prefix: str, provider: Callable[[], Iterable[T]]) -> None:
        """Add items that come and go while the shop runs, behind the others; their keys begin with ``prefix``.

        ``provider`` is asked each time (see ``remembering``), so that every worker knows what there is now.
        """
        self._providers[prefix] = provider

    def registered(self) -> list[T]:
        """Return the items that were registered, without asking providers."""
        return list(self._items.values())

    def within(self, names: Iterable[str]) -> list[T]:
        """Return the registered items, and those of the providers whose prefix one of ``names`` has: all that could be
        meant by them.
        """
        names = list(names)
        asked = [prefix for prefix in self._providers if any(name.startswith(prefix) for name in names)]
        return [*self.registered(), *(item for prefix in asked for item in self._provided(prefix))]

    def _provided(self, prefix: str) -> list[T]:
        said = _said.get()
        if said is None:
            return list(self._providers[prefix]())
        if (self, prefix) not in said:
            said[(self, prefix)] = list(self._providers[prefix]())
        return said[(self, prefix)]

    def unregister(self, key: str) -> None:
        """Take out the item registered as ``key``; raises ``KeyError`` when there is none."""
        del self._items[key]

    def get(self, key: str) -> T | None:
        """Return the item registered as ``key``, or ``None``."""
        if key in self._items or not self._providers:
            return self._items.get(key)
        return next((item for item in self.within([key]) if item.key == key), None)

    def __getitem__(self, key: str) -> T:
        item = self.get(key)
        if item is None:
            raise KeyError(key)
        return item

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[T]:
        return iter([*self.registered(), *(item for prefix in self._providers for item in self._provided(prefix))])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def select(self, keep: Callable[[T], bool]) -> list[T]:
        """Return the items for which ``keep(item)`` is true, in order."""
        return [item for item in self if keep(item)]
