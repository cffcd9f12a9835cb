"""What staff looks at while logged in as a customer is nobody's interest: no views, no searches are counted.

Oscar's figures, "recently viewed" and whatever else a store has listen to these two signals; during a visit they are
not sent at all.
"""

from typing import Any

from django.dispatch import Signal
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.search.signals import user_search

from ..services import log_in_as


def install() -> None:
    """Called once by ``apps.py``, harmless when called again."""
    for signal in (product_viewed, user_search):
        if not hasattr(signal, "_clienti_quiet"):
            _hush(signal)


def _hush(signal: Signal) -> None:
    theirs = signal.send

    def send(sender: Any, **named: Any) -> list:
        return [] if log_in_as.current() else theirs(sender, **named)

    signal.send = send  # type: ignore[method-assign, assignment]
    signal._clienti_quiet = True  # type: ignore[attr-defined]
