"""Whose an order is that somebody placed without signing in.

The rule, in one place (``deciding``): an order goes at once to whoever has *confirmed* its address, or to an account
that the shop itself made and that nobody has ever entered. An address that nobody has gets such an account. In every
other case the order waits: an address that was only typed when registering proves nothing, and whoever typed it would
read where somebody else lives.
"""

from .adopting import adopt, forget
from .claiming import claim_past
from .deciding import decide
from .people import is_claimable
from .placing import placed
from .queue import RIGHT, apart, attach, leave_apart, put_back, waiting

__all__ = [
    "RIGHT",
    "adopt",
    "apart",
    "attach",
    "claim_past",
    "decide",
    "forget",
    "is_claimable",
    "leave_apart",
    "placed",
    "put_back",
    "waiting",
]
