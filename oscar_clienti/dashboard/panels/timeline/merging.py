"""The entries of all sources as one list: each gives its newest, the newest of all make the page."""

from dataclasses import dataclass

from ....models import Customer
from ....services.activity_log import Asked, Place
from .base import Entry, Reader, TimelineSource, timeline_sources

SIZE = 25


@dataclass(frozen=True)
class Page:
    """``older`` is where the next page begins, or ``None``."""

    entries: list[Entry]
    older: Place | None


def page(customer: Customer, *, reader: Reader, asked: Asked, before: Place | None = None, size: int = SIZE) -> Page:
    """The newest ``size`` entries that come after the place ``before``: few queries for each source, however many rows.

    Whatever happened at the same moment has an order of its own, so that no entry is left out and none comes twice.
    """
    asked = asked.by(reader.user)
    found = [
        (Place(entry.at, source.key, entry.number), entry)
        for source in timeline_sources
        if reader.may(source.right) and _tells(source, asked)
        for entry in source.older(
            customer,
            before=None if before is None else before.seen_from(source.key),
            limit=size + 1,
            asked=asked,
            reader=reader,
        )
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    shown = found[:size]
    return Page([entry for _place, entry in shown], shown[-1][0] if len(found) > size else None)


def _tells(source: TimelineSource, asked: Asked) -> bool:
    """May ``source`` have what is asked for? One that names no kinds is always asked."""
    return not source.kinds or any(asked.wants(kind) for kind in source.kinds)
