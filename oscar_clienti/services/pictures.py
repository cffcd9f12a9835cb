"""The picture of a customer: whatever comes in, a small square JPEG of our own making is kept."""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .. import conf
from ..models import Customer

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A small file can claim to be a huge picture, which would eat the memory of the server.
MAX_PIXELS = 50_000_000


def cut(upload: Any) -> ContentFile:
    """Return the middle of an uploaded picture as a JPEG of ``PICTURE_SIZE``, upright, without what it says of itself.

    Decoding and encoding anew leaves nothing but pixels: no place and time of the photo, no second file in the first.

    Raises ``ValidationError`` when the file is too big or no picture.
    """
    limit = conf.get("PICTURE_MAX_BYTES")
    if upload.size > limit:
        raise ValidationError(
            _("The picture is too big: at most %(limit)s.") % {"limit": filesizeformat(limit)}, code="too_big"
        )
    try:
        square = _square(upload)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This is no picture that we can read. Use JPEG, PNG or WebP."), code="invalid"
        ) from error
    out = BytesIO()
    square.save(out, "JPEG", quality=88, optimize=True)
    return ContentFile(out.getvalue(), name="picture.jpg")


def discard(name: str) -> None:
    """Delete the file ``name`` when the transaction is committed; no name, nothing to do."""
    if name:
        storage: Storage = Customer._meta.get_field("picture").storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _square(upload: Any) -> Image.Image:
    upload.seek(0)
    with Image.open(upload, formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (1024, 1024))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    side = conf.get("PICTURE_SIZE")
    fitted = ImageOps.fit(upright, (side, side))
    paper = Image.new("RGB", fitted.size, "white")
    paper.paste(fitted, mask=fitted.getchannel("A"))
    return paper
