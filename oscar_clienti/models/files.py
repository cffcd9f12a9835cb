"""A file that belongs to a note, a message …: kept where no web server reaches it, under a random name."""

import uuid
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import private_files

# What a file is served as, by the ending that ``services.files`` gave it after a look inside.
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def path(row: Any, filename: str) -> str:
    """A random name that keeps the ending, in a folder for each kind of row."""
    return f"{row._meta.model_name}/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()[:8]}"


class PrivateFile(models.Model):
    """Subclass, add the link to what it belongs to; only ``services.files`` writes it. Pages name it ``public_id``."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("File"), upload_to=path, storage=private_files.storage)
    name = models.CharField(_("Name"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("Size"), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(_("When"), default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def content_type(self) -> str:
        """What it is, by the ending that we gave it."""
        return TYPES.get(PurePosixPath(str(self.file.name)).suffix.lstrip("."), "application/octet-stream")
