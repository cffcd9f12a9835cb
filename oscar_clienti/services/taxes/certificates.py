"""The paper that proves an exemption: a PDF or a picture, kept where no web server reaches it."""

import unicodedata
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from ... import conf
from ...models import TaxExemption

# How each kind of file begins. The ending of the name is ours, too: nothing that comes in chooses how it is opened.
_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}
_NAME: int = TaxExemption._meta.get_field("certificate_name").max_length or 100


def kind_of(upload: Any) -> str:
    """Return "pdf", "png" or "jpg", by what is in the file and not by its name.

    Raises ``ValidationError`` for anything else, and for a file that is too big.
    """
    limit = conf.get("CERTIFICATE_MAX_BYTES")
    if upload.size > limit:
        words = _("The certificate is too big: at most %(limit)s.") % {"limit": filesizeformat(limit)}
        raise ValidationError(words, code="too_big")
    upload.seek(0)
    first = upload.read(16)
    for beginning, kind in _BEGINNINGS.items():
        if first.startswith(beginning):
            return kind
    raise ValidationError(_("This is neither a PDF nor a PNG or JPEG picture."), code="invalid")


def content_type(exemption: TaxExemption) -> str:
    """What the certificate is, by the ending that we gave it."""
    return _TYPES.get(PurePosixPath(str(exemption.certificate.name)).suffix, "application/octet-stream")


def attach(exemption: TaxExemption, upload: Any) -> None:
    """Keep ``upload`` under a random name, and the name that it came with for whoever fetches it.

    What was there before goes when the transaction is committed. The caller saves ``exemption``.
    """
    kind = kind_of(upload)
    detach(exemption)
    upload.seek(0)
    exemption.certificate.save(f"certificate.{kind}", upload, save=False)
    exemption.certificate_name = _name(upload.name or "", kind)


def detach(exemption: TaxExemption) -> None:
    """Leave ``exemption`` without a certificate; the file goes when the transaction is committed."""
    discard(exemption)
    exemption.certificate, exemption.certificate_name = "", ""


def discard(exemption: TaxExemption) -> None:
    """Delete the file when the transaction is committed; no file, nothing to do."""
    if exemption.certificate:
        storage, name = exemption.certificate.storage, str(exemption.certificate.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _name(given: str, kind: str) -> str:
    """The last part of a path, without signs that nobody sees, with the ending that is true."""
    last = PurePosixPath(given.replace("\\", "/")).name
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C")).strip(" .")
    stem = PurePosixPath(seen).stem.strip(" .") or "certificate"
    return f"{stem[: _NAME - 5]}.{kind}"
