"""What a file is, told by its content: names and declared types lie."""

import codecs
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import encodings
from .limits import PART_LIMIT, RATIO_FROM, RATIO_LIMIT, TEXTS_LIMIT, UNPACKED_LIMIT
from .refusals import FileRefused, unpacks_to_too_much

Test = Callable[[bytes], bool]

HEAD = 65_536
# Other control characters than tabs and line ends. A few may be cells' dirt; more than this share is no text.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D})
_TEXT_SHARE, _TEXT_AT_LEAST = 0.05, 8

_SAVE_AGAIN = _("This is an old Excel file (.xls), or one with a password. Save it as CSV or XLSX without a password.")
_UNPACK = _("This is a packed archive. Unpack it, and bring the CSV or XLSX file in it.")
_UTF_32 = _("This text is in UTF-32, which we don't read. Save it as “CSV UTF-8”, and bring that.")
_PICTURE = _("This is a picture. Bring the table itself, as a CSV or XLSX file.")
_WEB_PAGE = _("This is a web page, not a table, whatever its name says. Open it in a spreadsheet and save it as CSV.")


def _starts(*signatures: bytes) -> Test:
    return lambda head: head.startswith(signatures)


def _is_markup(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<table", b"<?xml", b"<meta"))


def _is_program(head: bytes) -> bool:
    return head.startswith((b"MZ", b"\x7fELF")) and b"\0" in head


_NOT_TABLES: list[tuple[Test, str, Promise]] = [
    (_starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "xls", _SAVE_AGAIN),
    (_starts(b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"PK\x05\x06"), "archive", _UNPACK),
    (_starts(b"%PDF-"), "pdf", _("This is a PDF. Ask where it comes from for the same table as CSV or XLSX.")),
    (_starts(b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"), "picture", _PICTURE),
    (_starts(codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE), "utf_32", _UTF_32),
    (_is_program, "program", _("This is a program, not a table. Bring a CSV or XLSX file.")),
    (_is_markup, "html", _WEB_PAGE),
]
_IN_ZIP = {
    "content.xml": ("ods", _("This is an OpenDocument file. Save it as CSV or XLSX, and bring that.")),
    "xl/workbook.bin": ("xlsb", _("This is a binary Excel file (.xlsb). Save it as CSV or XLSX, and bring that.")),
    "word/document.xml": ("docx", _("This is a Word document. Bring a table, as a CSV or XLSX file.")),
}


def kind_of(file: BinaryIO) -> str:
    """Return "csv" or "xlsx". Raises ``FileRefused`` for anything else, also for a sheet that unpacks to a flood."""
    head = head_of(file)
    if not head:
        raise FileRefused(_("The file is empty."), code="empty")
    for looks, code, sentence in _NOT_TABLES:
        if looks(head):
            raise FileRefused(sentence, code=code)
    if head.startswith(b"PK\x03\x04"):
        return _kind_in_zip(file)
    _require_text(head)
    return "csv"


def head_of(file: BinaryIO) -> bytes:
    """Return the first bytes of the file."""
    file.seek(0)
    return file.read(HEAD)


def _kind_in_zip(file: BinaryIO) -> str:
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise FileRefused(_("The file is damaged: not all of it is there. Bring it again."), code="damaged") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        _require_small(parts)
        return "xlsx"
    code, sentence = next((_IN_ZIP[name] for name in _IN_ZIP if name in names), ("archive", _UNPACK))
    raise FileRefused(sentence, code=code)


def _require_small(parts: list[zipfile.ZipInfo]) -> None:
    """The sizes are what the file says of itself, but nobody unpacks more than that."""
    flood = any(part.file_size > max(RATIO_FROM, RATIO_LIMIT * part.compress_size) for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    heavy = any(part.file_size > PART_LIMIT for part in parts if _is_read_whole(part.filename.lower()))
    if flood or heavy or texts > TEXTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise unpacks_to_too_much()


def _is_read_whole(name: str) -> bool:
    """Styles, names, the theme, who refers to whom. Sheets are read row by row, pictures and comments never."""
    folder, _slash, file = name.rpartition("/")
    if not file.endswith((".xml", ".rels")) or file == "sharedstrings.xml":
        return False
    return folder in ("_rels", "xl/_rels", "xl/theme") or ("/" not in folder and "sheet" not in file)


def _require_text(head: bytes) -> None:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(_TEXT_AT_LEAST, _TEXT_SHARE * len(head)) and not encodings.utf_16(head):
        raise FileRefused(
            _("This is not a table: most programs would show only odd characters. Bring a CSV or XLSX file."),
            code="binary",
        )
