"""Every ``OSCAR_CLIENTI_*`` setting: its name, its default and one sentence; read when asked, never at import."""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # The loader that finds every class we do not own; a store with a loader of its own names it here.
    "BASE_CLASS_LOADER": "oscar.core.loading.default_class_loader",
    # Orders in these statuses are left out of the number of orders and of the money spent.
    "CANCELLED_STATUSES": ("Cancelled",),
    # Up to this number the list says exactly how many customers match; beyond it says "more than".
    "COUNT_LIMIT": 10_000,
    # May staff who hold the right choose a password for a customer? Sending a link is the safer habit.
    "STAFF_SET_PASSWORDS": False,
    # Largest picture of a customer that is accepted, in bytes.
    "PICTURE_MAX_BYTES": 5 * 1024 * 1024,
    # Side of the square that a picture is cut and scaled to, in pixels.
    "PICTURE_SIZE": 256,
    # Dotted path of a function(user, old_email, new_email) that is called when staff changes an e-mail address.
    "ON_EMAIL_CHANGED": None,
}


def get(name: str) -> Any:
    """Return the value of ``OSCAR_CLIENTI_<name>``, or its default.

    Raises ``KeyError`` when the package has no such setting.
    """
    return getattr(settings, f"OSCAR_CLIENTI_{name}", DEFAULTS[name])


def unknown() -> list[str]:
    """Return the ``OSCAR_CLIENTI_*`` names in the settings that the package does not know: spelling mistakes."""
    prefix = "OSCAR_CLIENTI_"
    return [name for name in dir(settings) if name.startswith(prefix) and name.removeprefix(prefix) not in DEFAULTS]
