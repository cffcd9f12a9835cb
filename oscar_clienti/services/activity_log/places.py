"""Where one page of a list by time ends and the next begins, however many things happened in the same moment."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from ...typed import whole_number

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
# Microseconds that a date can count and every database can keep.
_LAST = (datetime(9000, 1, 1, tzinfo=UTC) - _START) // _MICRO


@dataclass(frozen=True)
class Before:
    """All that comes after a place, seen from one source: what is older than ``at``, and at that very moment what has
    a number below ``number`` – none (``-inf``) or all (``inf``) when the place is another source's.
    """

    at: datetime
    number: float

    def condition(self, field: str) -> Q:
        """As a condition on rows whose moment is ``field``."""
        if self.number == math.inf:
            return Q(**{f"{field}__lte": self.at})
        if self.number == -math.inf:
            return Q(**{f"{field}__lt": self.at})
        # The first part says little, but an index understands it.
        return Q(**{f"{field}__lte": self.at}) & (Q(**{f"{field}__lt": self.at}) | Q(pk__lt=self.number))


@dataclass(frozen=True, order=True)
class Place:
    """The place of one entry among all: by its moment, then the name of its source, then its number there."""

    at: datetime
    source: str
    number: int

    def __str__(self) -> str:
        return f"{(self.at - _START) // _MICRO}.{self.source}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """The place that an address names; ``None`` for nonsense."""
        parts = text.split(".")
        moment, number = whole_number(parts[0]), whole_number(parts[-1])
        if len(parts) != 3 or moment is None or number is None or moment > _LAST:
            return None
        return cls(_START + moment * _MICRO, parts[1], number)

    def seen_from(self, source: str) -> Before:
        """What of ``source`` comes after this place: of names at the same moment the last one comes first."""
        if source == self.source:
            return Before(self.at, self.number)
        return Before(self.at, math.inf if source < self.source else -math.inf)
