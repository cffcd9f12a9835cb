"""Files that no web server may hand out: uploads, exports, refused rows.

The storage is the one that the shop calls "oscar_clienti" in ``STORAGES``, or else the folder
``OSCAR_CLIENTI_PRIVATE_ROOT``.
"""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

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
    return Path(conf.get("PRIVATE_ROOT") or Path(tempfile.gettempdir()) / "oscar_clienti")
