"""Where somebody is signed in, as allauth's list of sessions tells it; a shop without that list tells nothing."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps


def listed() -> bool:
    """Does this shop keep a list of sessions?"""
    return apps.is_installed("allauth.usersessions")


def of(user: Any) -> list[Any]:
    """The living sessions of ``user``, the one used last first; what has run out is forgotten on the way."""
    if not listed():
        return []
    living = apps.get_model("usersessions", "UserSession").objects.purge_and_list(user)
    return sorted(living, key=lambda session: session.last_seen_at, reverse=True)


def end(user: Any, number: int | None) -> int:
    """Sign ``user`` out of one session of theirs; returns how many sessions ended: 0 when there is none such."""
    found = [session for session in of(user) if session.pk == number]
    _end(found)
    return len(found)


def end_others(user: Any, *, but: str) -> int:
    """Sign ``user`` out everywhere except in the session with the key ``but``; returns how many sessions ended."""
    others = [session for session in of(user) if session.session_key != but]
    _end(others)
    return len(others)


def _end(found: Iterable[Any]) -> None:
    for session in found:
        session.end()
