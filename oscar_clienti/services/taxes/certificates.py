"""The paper that proves an exemption: a PDF or a picture, kept where no web server reaches it."""

from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from ... import conf
from ...models import TaxExemption
from ...models.files import TYPES
from .. import files

KINDS = ("pdf", "png", "jpg")


def kind_of(upload: Any) -> str:
    """Return "pdf", "png" or "jpg", by what is in the file and not by its name.

    Raises ``ValidationError`` for anything else, and for a file that is too big.
    """
    return files.check(upload, kinds=KINDS, limit=conf.get("CERTIFICATE_MAX_BYTES"))


def content_type(exemption: TaxExemption) -> str:
    """What the certificate is, by the ending that we gave it."""
    ending = PurePosixPath(str(exemption.certificate.name)).suffix.lstrip(".")
    return TYPES.get(ending, "application/octet-stream")


def attach(exemption: TaxExemption, upload: Any) -> None:
    """Keep ``upload`` under a random name, and the name that it came with for whoever fetches it.

    What was there before goes when the transaction is committed. The caller saves ``exemption``.
    """
    kind = kind_of(upload)
    detach(exemption)
    upload.seek(0)
    exemption.certificate.save(f"certificate.{kind}", upload, save=False)
    exemption.certificate_name = files.clean_name(upload.name, kind, otherwise="certificate")


def detach(exemption: TaxExemption) -> None:
    """Leave ``exemption`` without a certificate; the file goes when the transaction is committed."""
    discard(exemption)
    exemption.certificate, exemption.certificate_name = "", ""


def discard(exemption: TaxExemption) -> None:
    """Delete the file when the transaction is committed; no file, nothing to do."""
    if exemption.certificate:
        storage, name = exemption.certificate.storage, str(exemption.certificate.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)
