"""How often one network address may do something. Without a cache that all workers share each counts alone."""

from contextlib import suppress
from hashlib import sha256

from django.core.cache import cache

from ... import conf


def count(what: str, who: str) -> bool:
    """Count once; return whether it may still be done. ``what`` is a key of the setting ``SIGN_IN_LIMITS``."""
    return count_within(what, who, conf.get("SIGN_IN_LIMITS")[what])


def is_full(what: str, who: str) -> bool:
    """Has this one done it too often already? Counts nothing."""
    return bool(cache.get(_key(what, who), 0) >= conf.get("SIGN_IN_LIMITS")[what][0])


def count_within(what: str, who: str, limit: tuple[int, int]) -> bool:
    """Like ``count``, for a limit of (times, seconds) from another setting."""
    most, seconds = limit
    key = _key(what, who)
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:
        return True  # The cache threw it away between two lines.


def give_back(what: str, who: str) -> None:
    """What was counted was not done after all."""
    with suppress(ValueError):
        cache.decr(_key(what, who))


def _key(what: str, who: str) -> str:
    return f"oscar_clienti.sign_in:{what}:{sha256(who.encode()).hexdigest()}"
