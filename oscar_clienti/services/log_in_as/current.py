"""The visit in which the present request takes place."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ...models import Visit
from .. import activity

_current: ContextVar[Visit | None] = ContextVar("visit", default=None)


def current() -> Visit | None:
    """The visit of the request that is being answered; ``None`` when people are themselves."""
    return _current.get()


@contextmanager
def during(visit: Visit, *, staff: Any) -> Iterator[None]:
    """What is written inside in the customer's name says that ``staff`` did it."""
    token = _current.set(visit)
    try:
        with activity.acting_for(visit.customer_id, staff=staff, name=visit.customer_name):
            yield
    finally:
        _current.reset(token)
