"""What the shop remembers during a visit: a session without anybody signed in, kept apart from the staff's."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ...models import Visit

_IN_COOKIE = "django.contrib.sessions.backends.signed_cookies"


def new_session(said: Mapping[str, Any], *, seconds: int) -> str:
    """Make one that knows ``said`` and lasts ``seconds``, and return its key.

    Raises ``ValidationError`` in a shop that keeps sessions in the browser: they could be played back.
    """
    if settings.SESSION_ENGINE == _IN_COOKIE:
        words = _("This shop keeps its sessions in the browser: logging in as a customer is not safe there.")
        raise ValidationError(words, code="sessions")
    session = _store(None)
    session.update(said)
    # Not as long as the shop's own last, which are prolonged with each page.
    session.set_expiry(seconds)
    session.create()
    # ``create`` saves what was there before the key was chosen.
    session.save()
    return str(session.session_key)


def session_of(visit: Visit) -> Any:
    """The session of ``visit``; empty where it is gone."""
    return _store(visit.session_key)


def forget_session(key: str) -> None:
    """Nothing of a visit is left for the next one."""
    _store(key).delete(key)


def _store(key: str | None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
