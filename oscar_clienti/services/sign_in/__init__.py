"""Signing in by a mailed link: asking for it, sending it, using it up once."""

from . import limits
from .asking import ask, send
from .codes import by_code
from .looking import LinkDead, alive, look_up
from .noting import note, way_of
from .sweeping import over, revoke, sweep
from .using import use_up
from .ways import Ways, ways

__all__ = [
    "LinkDead",
    "Ways",
    "alive",
    "ask",
    "by_code",
    "limits",
    "look_up",
    "note",
    "over",
    "revoke",
    "send",
    "sweep",
    "use_up",
    "way_of",
    "ways",
]
