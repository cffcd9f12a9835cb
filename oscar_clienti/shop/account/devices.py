"""A session in words that people recognise: which browser, on what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

# The first that is found counts: Edge and Opera call themselves Chrome too, Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Device:
    """One session; ``here`` is the one that is looking."""

    number: int
    name: str
    ip: str
    began: datetime
    seen: datetime
    here: bool


def read(session: Any, here: str | None) -> Device:
    """Put a session of allauth's list into words."""
    return Device(
        session.pk, name(session.user_agent), session.ip, session.created_at, session.last_seen_at,
        session.session_key == here,
    )  # fmt: skip


def name(user_agent: str) -> str:
    """The browser and what it runs on, as far as it says so."""
    browser = next((word for sign, word in _BROWSERS if sign in user_agent), "")
    system = next((word for sign, word in _SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
