"""Pages that ask for more than a session; how one is confirmed is for the shop's door to say.

A shop with Oscar's own door has nothing to confirm with, and its pages ask nothing more.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
_doors: list[Callable[[View], View]] = []


def ask_by(door: Callable[[View], View]) -> None:
    """Let ``door``, a decorator of views, decide who may go on. The last one that said so counts."""
    _doors[:] = [door]


def confirmed(view: View) -> View:
    """Decorates a view: only whoever has just been confirmed goes on."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        (door,) = _doors or [lambda view: view]
        return door(view)(request, *args, **kwargs)

    return asking
