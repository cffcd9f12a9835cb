"""What is no table is told by its content, in a sentence that says what to do."""

import gzip
import io
import zipfile

import pytest

from oscar_clienti.services.imports.reading import look_into
from tests.services.imports.reading.files import csv_file, refusal


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\r\n  \n", "blank"),
        (b"\xef\xbb\xbf", "blank"),
        (b";;;\n;;;\n", "blank"),
        (b"email,name\n", "no_rows"),
        (b"email,name\n\n,\n", "no_rows"),
        (b"sep=;\nemail;name\n", "no_rows"),
        (zipped(customers_csv="email\nbob@example.com\n"), "archive"),
        (zipped(), "archive"),
        (zipped(content_xml="<x/>"), "ods"),
        (zipped(xl__workbook_bin="x"), "xlsb"),
        (zipped(word__document_xml="<x/>"), "docx"),
        (zipped(customers_csv="email\n")[:40], "damaged"),
        (gzip.compress(b"email\nbob@example.com\n"), "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, "xls"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "picture"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", "program"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", "program"),
        (b"  <!DOCTYPE html><html><body>Sign in</body></html>", "html"),
        (b"\xef\xbb\xbf<html><table><tr><td>email</td></tr></table>", "html"),
        (b'<?xml version="1.0"?><Workbook/>', "html"),
        (bytes(range(256)) * 40, "binary"),
        (b"email,name\n" + b"\0\x01\0\0bob\0\0\0" * 50, "binary"),
    ],
    # Not the bytes: some hold the time of day, and two workers must agree on the names of tests.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_told(data, code):
    assert refusal(look_into, io.BytesIO(data)).code == code


@pytest.mark.parametrize("name", ["MZ code", "PK", "GIF", "BM", "<nome>"])
def test_a_header_that_looks_like_a_signature_is_read(name):
    assert look_into(csv_file(f"{name},email\nx,bob@example.com\n")).header == [name, "email"]


def test_a_few_control_characters_make_no_binary():
    assert look_into(csv_file("email\nbob\x00@example.com\n")).samples == [["bob\x00@example.com"]]
