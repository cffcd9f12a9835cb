"""Where a request comes from; how that is found out behind a proxy is for the shop's door to say."""

from collections.abc import Callable
from typing import Any

Finder = Callable[[Any], str]
_finders: list[Finder] = []


def found_by(finder: Finder) -> None:
    """Let ``finder``, a function of a request, say it. The last one that was named counts."""
    _finders[:] = [finder]


def address_of(request: Any) -> str:
    """The network address of whoever asks; without a door that knows better, the one that is connected to us."""
    (finder,) = _finders or [lambda asked: str(asked.META.get("REMOTE_ADDR", ""))]
    return finder(request)
