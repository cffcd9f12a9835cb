"""A column of the list: its words, its cell and the index it sorts by."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise

from ...models import Customer
from ...querysets import CustomerQuerySet
from ...registries import Registry


class Column:
    """Subclass, say ``key`` and ``label``, write ``cell``, and register an instance.

    ``sort`` are the fields of the ascending order; the customer's id is added as the last one, and the descending
    order is the exact reverse, so that one index serves both. ``first`` is the direction of the first click.
    """

    key: str
    label: str | Promise
    sort: tuple[str, ...] = ()
    first = "ascending"
    css = ""
    default = True

    def narrow(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        """Fetch what the cells need together with the page's rows: ``select_related`` and the like."""
        return customers

    def prepare(self, customers: Sequence[Customer]) -> None:
        """Look up what the cells need for the whole page at once; called before the first ``cell``."""

    def cell(self, customer: Customer) -> Any:
        """Return the content; text is escaped unless it is marked safe."""
        raise NotImplementedError


columns: Registry[Column] = Registry("column")


def opposite(order: Sequence[str]) -> list[str]:
    """The same order from the other end."""
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]
