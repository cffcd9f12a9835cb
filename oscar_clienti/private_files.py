"""Files that no web server may hand out: uploads, exports, refused rows.

The storage is the one that the shop calls "oscar_clienti" in ``STORAGES``, or else the folder
``OSCAR_CLIENTI_PRIVATE_ROOT``.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection

from . import conf

ALIAS = "oscar_clienti"


class PrivateStorage(FileSystemStorage):
    """A folder without addresses: what lies in it is only ever handed out by a page that asks for a right."""

    def url(self, name: str | None) -> str:
        raise ValueError("This file has no URL: it is private.")


def storage() -> Storage:
    """Return the storage, looked up each time: tests and shops change settings."""
    if ALIAS in getattr(settings, "STORAGES", {}):
        return storages[ALIAS]
    return PrivateStorage(location=root(), file_permissions_mode=0o600, directory_permissions_mode=0o700)


def root() -> Path:
    """The folder of the built-in storage: the setting's, or one among the machine's temporary files."""
    return Path(conf.get("PRIVATE_ROOT") or Path(tempfile.gettempdir()) / f"oscar_clienti-{_database()}")


def _database() -> str:
    """A code for the database: what it doesn't know is swept every night, so no other may have its files there.

    Of the settings only where it lies: the shop's pages and its workers may differ in all others.
    """
    facts = connection.settings_dict
    name = os.path.realpath(facts["NAME"]) if connection.vendor == "sqlite" else facts["NAME"]
    place = "\0".join(str(part) for part in (facts["HOST"], facts["PORT"], name))
    return sha256(place.encode()).hexdigest()[:12]
