"""Odd and broken files, all the way: read right, or refused with the place and what to do; nothing half-imported."""

import gzip
import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from oscar_clienti.models import Customer, Job, JobChunk
from oscar_clienti.services import imports

from .conftest import customer, work

pytestmark = pytest.mark.django_db

NICCOLO = "email,first_name\nada@example.com,Niccolò\n"
MANY = "".join(f"person{number}@example.com,Tom\n" for number in range(15_000))  # Some 400 kB.


def people():
    return set(Customer.objects.shoppers().values_list("email", "first_name"))


def reasons(job):
    return [(outcome.row, reason) for outcome in imports.every(job, "refused") for reason in outcome.reasons]


def workbook(*rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


# Read right.


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15"]
)
def test_letters_come_as_they_were_written(encoding, imported):
    imported(NICCOLO.encode(encoding))
    assert customer("ada@example.com").first_name == "Niccolò"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_come_as_they_were_divided(delimiter, imported):
    imported(
        "\n".join(map(delimiter.join, [["email", "first_name", "company"], ["ada@example.com", "Ada", "Neri & figli"]]))
    )
    assert (customer("ada@example.com").first_name, customer("ada@example.com").company) == ("Ada", "Neri & figli")


def test_a_decimal_comma_divides_nothing(imported):
    imported("email;company\nada@example.com;Neri 1,50 e figli\n")
    assert customer("ada@example.com").company == "Neri 1,50 e figli"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_rows_come_as_they_ended(end, imported):
    imported(end.join(["email,first_name", "ada@example.com,Ada", "tom@example.com,Tom", ""]))
    assert people() == {("ada@example.com", "Ada"), ("tom@example.com", "Tom")}


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nemail;first_name\nada@example.com;Ada\n",
        "\n\nemail,first_name\n\nada@example.com,Ada\n\n,\n",
        "email,first_name,\nada@example.com,Ada,\n",
        "email,,first_name\nada@example.com,x,Ada\n",
        "email,email,first_name\nada@example.com,,Ada\n",
        "email,first_name\n\u00a0ada@example.com\u00a0, Ada \n",
        '"email","first_name"\n"ada@example.com","Ada"',
    ],
    ids=["sep", "blank lines", "trailing delimiters", "no heading", "one heading twice", "blanks", "no last line end"],
)
def test_habits_of_spreadsheets_do_no_harm(text, imported):
    imported(text)
    assert people() == {("ada@example.com", "Ada")}


def test_one_column_is_enough(imported):
    imported("e-mail\nada@example.com\ntom@example.com\n")
    assert people() == {("ada@example.com", ""), ("tom@example.com", "")}


def test_a_workbook_says_the_same_as_its_text(imported):
    imported(workbook(["email", "first_name", "phone"], ["ada@example.com", "Niccolò", "+39 011 5550100"]))
    assert customer("ada@example.com").phone == "+39 011 5550100"


def test_letters_beyond_the_first_plane_are_kept(imported):
    imported("email,first_name,tags\nada@example.com,Ada 😀,🎁\n", create_labels=True)
    ada = customer("ada@example.com")
    assert ada.first_name == "Ada 😀" and [tag.name for tag in ada.tags.all()] == ["🎁"]


# Refused at once.


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n \n",
        b"email,first_name\n",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        gzip.compress(b"email\nada@example.com\n"),
        workbook(["email"], ["ada@example.com"])[:200],
        workbook(["email"]),
        bomb(),
        b'email,first_name\nada@example.com,"Ada\ntom@example.com,Tom\n',
        b'email,first_name\nada@example.com,"Ada" Neri\n',
        b"email," + b",".join(b"c%d" % number for number in range(5000)) + b"\nada@example.com" + b"," * 5000,
        b"email,first_name\nada@example.com," + b"x" * 10_000_000 + b"\n",
        ("email,first_name\n" + MANY).encode("utf-8-sig") + b"eve@example.com,Ev\xe9\n",
        ("email,first_name\n" + MANY).encode("utf-16")[:-1],
        b"ada@example.com\ntom@example.com\n",
    ],
    ids=["empty", "blank", "headings only", "PDF", "PNG", "EXE", "HTML", "gzip", "half a workbook", "empty workbook",
         "bomb", "open quote", "letters after a quote", "5,000 columns", "10 MB cell",
         "a broken promise of UTF-8", "half a letter", "no headings"],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(content, brought):
    with pytest.raises(imports.FileRefused):
        brought(content)
    assert not Job.objects.exists() and not people()


# Refused when the whole file is read.


@pytest.mark.parametrize(
    ("row", "said"),
    [('eve@example.com,"Eve\n', "15002"), (f"eve@example.com,{'x' * 200_000}\n", "15002")],
    ids=["open quote", "huge cell"],
)
def test_what_is_broken_far_down_is_told_with_its_row_and_nobody_is_written(row, said, previewed):
    job = previewed(f"email,first_name\n{MANY}{row}")
    assert job.state == Job.State.FAILED and said in job.error
    assert not people() and not JobChunk.objects.filter(phase="writing").exists()


def test_what_could_not_be_previewed_can_not_be_run(previewed, alice):
    job = previewed(f'email,first_name\n{MANY}eve@example.com,"Eve\n')
    with pytest.raises(ValidationError):
        imports.run(job, by=alice)


# Refused row by row: the others come in.


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        ("eve@example.com,E\0ve", "first_name"),
        ("eve@example.com,E\x07ve", "first_name"),
        (f"eve@example.com,{'x' * 5000}", "first_name"),
        ("eve\u200b@example.com,Eve", "email"),
        ("èva@example.com,Eve", "email"),
        ("eve@example.com;ada@example.com,Eve", "email"),
        (f"{'x' * 300}@example.com,Eve", "email"),
        ("email,first_name", "email"),
        (",Eve", "email"),
        ("eve@example.com", ""),
        ("eve@example.com,Eve,Mallory", ""),
    ],
    ids=["NUL", "bell", "long", "zero width", "accent", "two addresses", "long address", "headings again", "nobody",
         "a cell less", "a cell more"],
)  # fmt: skip
def test_an_odd_row_is_refused_alone(row, heading, imported):
    job = imported(f"email,first_name\nada@example.com,Ada\n{row}\ntom@example.com,Tom\n")
    assert people() == {("ada@example.com", "Ada"), ("tom@example.com", "Tom")}
    assert [(number, reason[0]) for number, reason in reasons(job)] == [(3, heading)]


@pytest.mark.parametrize(
    "again",
    ["ADA@bücher.example", "ada@BÜCHER.example", "ada@xn--bcher-kva.example", "ａｄａ@bücher.example"],
    ids=["case", "case of the domain", "punycode", "width"],
)
def test_one_customer_in_two_spellings_comes_once(again, imported):
    job = imported(f"email,first_name\nada@bücher.example,Ada\n{again},Eva\n")
    assert job.counts["new"] == 1 and "row 2" in reasons(job)[0][1][2]


@pytest.mark.parametrize("other", ["a.da@example.com", "ada+shop@example.com"])
def test_dots_and_what_follows_a_plus_make_another_customer(other, imported):
    assert imported(f"email\nada@example.com\n{other}\n").counts == {"new": 2}


@pytest.mark.parametrize(
    ("text", "row"), [("\n\nemail\nnobody\n", 4), ("email\n\nnobody\n", 3), ("sep=;\nemail;phone\nnobody;\n", 2)]
)
def test_a_row_has_the_number_that_a_spreadsheet_gives_it(text, row, previewed):
    assert [number for number, _reason in reasons(previewed(text))] == [row]


def test_a_heading_with_a_nul_is_kept_without_it(brought):
    assert brought("email,na\0me\nada@example.com,Ada\n").params["header"] == ["email", "name"]


def test_an_error_far_down_in_a_sheet_is_told_with_its_place(previewed):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in [["email", "first_name"], *[["ada@example.com", "Ada"]] * 30, ["tom@example.com", "#N/A"]]:
        book.active.append(row)
    book.save(out)
    job = previewed(out.getvalue())
    assert job.state == Job.State.FAILED and "B32" in job.error and not people()


def test_what_is_too_large_is_refused_before_it_is_read(brought, settings):
    settings.OSCAR_CLIENTI_IMPORT_MAX_BYTES = 1000
    with pytest.raises(imports.FileRefused, match="at most"):
        imports.bring(SimpleUploadedFile("people.csv", MANY.encode()), name="people.csv", by=None)
    assert not Job.objects.exists()


def test_what_nobody_can_guess_the_merchant_says(brought, alice):
    job = imports.read_as(brought(NICCOLO.encode("mac_roman")), encoding="mac_roman", delimiter=None, by=alice)
    work(imports.run(work(imports.preview(job, by=alice)), by=alice))
    assert customer("ada@example.com").first_name == "Niccolò"


def test_a_file_of_two_encodings_is_doubted(brought):
    assert not brought(NICCOLO.encode() + b"tom@example.com,Tom\xe0s\n").params["certain"]
