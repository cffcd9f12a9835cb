"""Files that come in from people: what they are is seen by looking inside, and what they are called is cleaned."""

import re
import unicodedata
import zipfile
from collections.abc import Collection
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import conf
from ..models.files import TYPES, PrivateFile
from . import rights

LONGEST_NAME = 100
_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
# Word on the web writes word/document2.xml.
_OFFICE = {re.compile(r"word/document[0-9]*\.xml"): "docx", re.compile(r"xl/workbook[0-9]*\.xml"): "xlsx"}
# A text that holds one of these is meant to be opened by a browser.
_PAGES = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<?xml")

Row = TypeVar("Row", bound=PrivateFile)


def check(upload: Any, *, kinds: Collection[str] = tuple(TYPES), limit: int | None = None) -> str:
    """Return what ``upload`` is, a key of ``TYPES``, by what is in it and never by its name.

    ``limit`` is the largest size in bytes, the setting ``FILE_MAX_BYTES`` by default. Raises ``ValidationError`` with
    words for the person for anything that is too big, of another kind, or refused by the shop's scanner.
    """
    limit = conf.get("FILE_MAX_BYTES") if limit is None else limit
    if upload.size > limit:
        words = _("“%(name)s” is too big: at most %(limit)s.")
        raise ValidationError(words % {"name": clean_name(upload.name), "limit": filesizeformat(limit)}, code="too_big")
    kind = _kind(upload)
    if kind not in kinds:
        words = _("“%(name)s” is not a kind of file that is taken here. These are: %(kinds)s.")
        facts = {"name": clean_name(upload.name), "kinds": ", ".join(kind.upper() for kind in kinds)}
        raise ValidationError(words % facts, code="invalid")
    _scan(upload)
    return kind


def require_room(there: int, coming: int) -> None:
    """Raise ``ValidationError`` when ``coming`` files don't fit beside the ``there`` ones of the same customer."""
    most = conf.get("FILES_PER_CUSTOMER")
    if there + coming > most:
        words = ngettext(
            "No more than %(most)s file is kept for one customer.",
            "No more than %(most)s files are kept for one customer.",
            most,
        )
        raise ValidationError(words % {"most": most}, code="too_many")


def keep(row: Row, upload: Any, *, by: Any, kind: str = "") -> Row:
    """Put ``upload`` into private storage under a random name and save ``row``, which says whose it is.

    ``kind`` is what ``check`` said, for who has asked it already. Raises ``ValidationError`` as ``check`` does.
    """
    kind = kind or check(upload)
    upload.seek(0)
    row.name, row.size = clean_name(upload.name, kind), upload.size
    row.by, row.by_name = by, rights.name_of(by)
    row.file.save(f"file.{kind}", upload, save=False)
    row.save()
    return row


def remove(row: PrivateFile) -> None:
    """Delete the file of ``row``, which is deleted already, when the transaction is committed."""
    storage, name = row.file.storage, str(row.file.name)
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def clean_name(given: str | None, kind: str = "", *, otherwise: str = "file") -> str:
    """The last part of a path, without signs that nobody sees, at most 100 characters, with the ending that is true."""
    last = PurePosixPath((given or "").replace("\\", "/")).name
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C")).strip(" .")
    if not kind:
        return seen[:LONGEST_NAME] or "?"
    stem = PurePosixPath(seen).stem.strip(" .") or otherwise
    return f"{stem[: LONGEST_NAME - len(kind) - 1]}.{kind}"


def _kind(upload: Any) -> str:
    upload.seek(0)
    first = upload.read(16)
    if first.startswith(b"PK\x03\x04"):
        return _office_kind(upload)
    if first.startswith(b"RIFF") and first[8:12] == b"WEBP":
        return "webp"
    return next((kind for begin, kind in _BEGINNINGS.items() if first.startswith(begin)), "") or _text_kind(upload)


def _office_kind(upload: Any) -> str:
    """A document without macros; any other archive is nothing that we know."""
    upload.seek(0)
    try:
        names = set(zipfile.ZipFile(BytesIO(upload.read())).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for part, kind in _OFFICE.items() if any(map(part.fullmatch, names))), "")


def _text_kind(upload: Any) -> str:
    upload.seek(0)
    content = upload.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Windows writes; no sign in it is undefined here, so look for control signs below.
        text = content.decode("cp1252", errors="replace")
    if any(sign < " " and sign not in "\t\r\n\f" or sign == "\ufffd" for sign in text):
        return ""
    if any(page in content.lower() for page in _PAGES):
        return ""
    return "csv" if PurePosixPath(upload.name or "").suffix.lower() == ".csv" else "txt"


def _scan(upload: Any) -> None:
    if scanner := conf.get("FILE_SCANNER"):
        upload.seek(0)
        import_string(scanner)(upload)
