"""Who decides what is paid: the owner of the basket, never whoever happens to be signed in."""

from typing import Any


def buyer_of(basket: Any, asker: Any) -> Any:
    """The user whose prices a basket has: its owner, or ``asker`` as long as it has none.

    ``asker`` itself where both are the same person: all that was read about them is on that object.
    """
    if basket.owner_id is None or basket.owner_id == getattr(asker, "pk", None):
        return asker
    return basket.owner
