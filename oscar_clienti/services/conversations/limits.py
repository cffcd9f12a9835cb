"""How often one network address may write to the shop. Without a cache that all workers share each counts alone."""

from ... import conf
from ..sign_in import limits


def count(what: str, who: str) -> bool:
    """Count once; return whether it may still be done. ``what`` is a key of the setting ``MESSAGE_LIMITS``."""
    return limits.count_within(f"message.{what}", who, conf.get("MESSAGE_LIMITS")[what])


def give_back(what: str, who: str) -> None:
    """What was counted was not sent after all."""
    limits.give_back(f"message.{what}", who)
