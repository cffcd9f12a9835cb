"""Files from people: what is in them counts, not what they are called."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from oscar_clienti import downloads
from oscar_clienti.services import files


def _picture(form):
    out = BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, form)
    return out.getvalue()


def _office(*names):
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def _upload(content, name="file.bin"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 contract", "a.pdf", "pdf"),
        (_picture("PNG"), "a.png", "png"),
        (_picture("JPEG"), "a.jpeg", "jpg"),
        (_picture("WEBP"), "a.webp", "webp"),
        (b"Called her.\r\nWants blue.", "a.txt", "txt"),
        ("perché".encode("cp1252"), "a.txt", "txt"),
        (b"name;city\nCarol;Roma", "a.CSV", "csv"),
        (_office("[Content_Types].xml", "word/document.xml"), "a.docx", "docx"),
        (_office("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "xlsx"),
        (_office("[Content_Types].xml", "word/document2.xml"), "a.docx", "docx"),
        (_office("[Content_Types].xml", "xl/workbook3.xml"), "a.xlsx", "xlsx"),
        (_picture("PNG"), "contract.pdf", "png"),
    ],
)
def test_what_is_taken(content, name, kind):
    assert files.check(_upload(content, name)) == kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "a.svg"),
        (b"<svg onload=alert(1)>", "a.png"),
        (b"<!DOCTYPE html><script>1</script>", "a.txt"),
        (b"Dear shop,\n<ScRiPt>1</script>", "a.txt"),
        (b"GIF89a/*<svg/onload=alert(1)>*/", "a.gif"),
        (b"MZ\x90\x00 program", "a.pdf"),
        (_office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (_office("[Content_Types].xml", "word/document2.xml", "word/vbaProject.bin"), "a.docx"),
        (_office("[Content_Types].xml", "evil/word/document2.xml"), "a.docx"),
        (_office("[Content_Types].xml", "word/document2.xml.html"), "a.docx"),
        (_office("evil.html"), "a.docx"),
        (b"PK\x03\x04 no archive", "a.xlsx"),
        (b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", "a.txt"),
    ],
)
def test_what_is_refused(content, name):
    with pytest.raises(ValidationError) as refused:
        files.check(_upload(content, name))
    assert refused.value.code == "invalid"


def test_a_file_that_is_too_big(settings):
    settings.OSCAR_CLIENTI_FILE_MAX_BYTES = 5
    with pytest.raises(ValidationError) as refused:
        files.check(_upload(b"123456"))
    assert refused.value.code == "too_big"


def test_how_many_files_a_customer_may_have(settings):
    settings.OSCAR_CLIENTI_FILES_PER_CUSTOMER = 3
    files.require_room(1, 2)
    with pytest.raises(ValidationError):
        files.require_room(2, 2)


def find_virus(upload):
    if b"X5O!" in upload.read():
        raise ValidationError("There is a virus in it.")


def test_the_shops_scanner_has_the_last_word(settings):
    settings.OSCAR_CLIENTI_FILE_SCANNER = "tests.services.test_files.find_virus"
    with pytest.raises(ValidationError, match="virus"):
        files.check(_upload(b"X5O!", "a.txt"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\temp\offer.pdf", "offer.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("…", "….pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".html", "x" * 96 + ".pdf"),
    ],
)
def test_what_a_file_is_called_afterwards(given, kept):
    assert files.clean_name(given, "pdf") == kept


def test_the_web_server_may_send_files(settings):
    settings.OSCAR_CLIENTI_FILES_SENDFILE = ("X-Accel-Redirect", "/private/")
    file = type("Stored", (), {"name": "notefile/1.pdf"})()
    answer = downloads.as_attachment(file, name="offer.pdf", content_type="application/pdf")
    assert answer["X-Accel-Redirect"] == "/private/notefile/1.pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
