"""Which encoding a text is in: its bytes prove it, or the merchant is asked. Statistics guess wrong too often."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from .limits import LINE_LIMIT
from .refusals import FileRefused

CHUNK = 1024**2
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
ONE_BYTE = ("cp1252", "iso-8859-15", "mac_roman")
SAMPLE_LINES, SAMPLE_BYTES = 3, 40
_ASCII = bytes(range(0x80))
_BEYOND = re.compile(rb"[^\r\n]{0,%d}[\x80-\xff][^\r\n]{0,%d}" % (SAMPLE_BYTES, SAMPLE_BYTES))
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UNKNOWN_TO_WINDOWS = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


@dataclass(frozen=True)
class Guess:
    """An encoding, and whether the bytes prove it. ``beyond`` are pieces of the file that the others read otherwise."""

    encoding: str
    certain: bool
    beyond: tuple[bytes, ...] = ()


def detect(file: BinaryIO) -> Guess:
    """Look at the byte order mark, at the zeros of UTF-16, then at every byte: only then is UTF-8 proved.

    What remains is Windows-1252, uncertain. But if there are bytes that it doesn't know and none of the bytes of its
    accented small letters, an old Mac has written it.
    """
    head = next(chunks(file), b"")
    if known := BOMS.get(bom_of(head)) or utf_16(head):
        return Guess(known, certain=True)
    if can_read(file, "utf-8"):
        return Guess("utf-8", certain=True)
    used = {byte for chunk in chunks(file) for byte in set(chunk.translate(None, _ASCII))}
    mac = used & _UNKNOWN_TO_WINDOWS and not any(byte >= 0xE0 for byte in used)
    return Guess("mac_roman" if mac else "cp1252", certain=False, beyond=tuple(_pieces(file)))


def bom_of(head: bytes) -> bytes:
    """Return the byte order mark that ``head`` begins with, or nothing."""
    return next((bom for bom in BOMS if head.startswith(bom)), b"")


def utf_16(head: bytes) -> str:
    """Return which UTF-16 this is, if its zeros say so: every second byte of Latin text, always on the same side."""
    if bom := BOMS.get(bom_of(head), ""):
        return bom if bom != "utf-8" else ""
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.25 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.25 * half and odd < 0.05 * half else ""


def can_read(file: BinaryIO, encoding: str) -> bool:
    """Whether every byte of the whole file makes sense in ``encoding``; memory stays flat."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in chunks(file):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_mostly_utf_8(file: BinaryIO) -> bool:
    """Whether more than half of the bytes beyond ASCII make letters in UTF-8, which hardly comes about by chance."""
    letters, beyond = 0, 0
    for chunk in chunks(file):
        letters += sum(map(len, _UTF_8_LETTER.findall(chunk)))
        beyond += len(chunk.translate(None, _ASCII))
    return letters * 2 > beyond


def sample(pieces: tuple[bytes, ...], encoding: str) -> str:
    """Return the pieces as ``encoding`` reads them; what it can't read is shown as a question mark."""
    return "\n".join(piece.decode(encoding, "replace") for piece in pieces)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the whole file in pieces. Raises ``FileRefused`` for a line without end."""
    file.seek(0)
    lines, open_line = 0, 0
    while chunk := file.read(CHUNK):
        yield chunk
        lines += chunk.count(b"\n") or chunk.count(b"\r")
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        open_line = len(chunk) - end - 1 if end >= 0 else open_line + len(chunk)
        if open_line > LINE_LIMIT:
            raise FileRefused(
                _("Line %(line)d is too long for a table. Check where the file comes from.") % {"line": lines + 1},
                code="line",
                row=lines + 1,
            )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yield the first few places with bytes beyond ASCII."""
    found = (piece for chunk in chunks(file) for piece in _BEYOND.findall(chunk))
    for _number, piece in zip(range(SAMPLE_LINES), found, strict=False):
        yield piece
