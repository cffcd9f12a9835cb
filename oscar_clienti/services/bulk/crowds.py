"""All who match a filter, as it was when somebody looked: who comes later is not among them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.db.models import Max

from ...filters import CustomerFilter
from ...models import Customer
from ...querysets import CustomerQuerySet


@dataclass(frozen=True)
class Crowd:
    """A serialised ``CustomerFilter`` and the highest key there was. Staff and deleted accounts never match."""

    query: str
    upper: int

    @classmethod
    def now(cls, query: str) -> Self:
        """Everybody who matches at this moment."""
        return cls(query, Customer.objects.aggregate(last=Max("pk"))["last"] or 0)

    @cached_property
    def filter(self) -> CustomerFilter:
        """Raises ``ValidationError`` when not all of it is understood."""
        return CustomerFilter.exactly(self.query)

    @property
    def customers(self) -> CustomerQuerySet:
        """Raises ``ValidationError`` like ``filter``."""
        return self.filter.apply(Customer.objects.filter(pk__lte=self.upper))

    def words(self) -> list[str]:
        """The conditions, one by one."""
        return [chip.text for chip in self.filter.chips()]
