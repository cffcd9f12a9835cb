"""Excel sheets: what is shown is what is read, and nothing unpacks to a flood."""

import builtins
import io
import re
import zipfile
from datetime import date, datetime, time
from time import process_time

import openpyxl
import pytest

from oscar_clienti.services.imports.reading import Layout, formulas, look_into, rows
from tests.services.imports.reading.files import read, refusal


def book_of(*records, formats=None):
    """A workbook of these rows; ``formats`` by cell, as in {"B2": "00000"}."""
    book = openpyxl.Workbook()
    for record in records:
        book.active.append(record)
    for cell, shown in (formats or {}).items():
        book.active[cell].number_format = shown
    return book


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out


def rewritten(file, change):
    """The same archive with ``change(name, content)`` done to each of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        ("Niccolò", "General", "Niccolò"),
        ("00100", "@", "00100"),
        ("+39 011 5550100", "General", "+39 011 5550100"),
        ("two\nlines", "General", "two\nlines"),
        (42, "General", "42"),
        (42.0, "0.00", "42"),
        (7790.44, "General", "7790.44"),
        (0.0000001, "General", "0.0000001"),
        (390115550100, "General", "390115550100"),
        (1201, "00000", "01201"),
        (True, "General", "yes"),
        (False, "General", "no"),
        (date(1990, 5, 1), "yyyy-mm-dd", "1990-05-01"),
        (datetime(1990, 5, 1), "dd/mm/yyyy", "1990-05-01"),
        (datetime(2024, 5, 1, 10, 30), "dd/mm/yyyy hh:mm", "2024-05-01 10:30:00"),
        (datetime(2024, 5, 1), "dd/mm/yyyy hh:mm", "2024-05-01 00:00:00"),
        (time(10, 30), "hh:mm", "10:30:00"),
        (None, "General", ""),
    ],
)
def test_a_value_becomes_text_without_loss(value, shown, text):
    book = book_of(["email", "x", "end"], ["bob@example.com", value, "."], formats={"B2": shown})
    assert read(saved(book))[1] == [["bob@example.com", text, "."]]


def test_a_text_that_begins_like_a_formula_stays_a_text():
    book = book_of(["email", "name"], ["bob@example.com", "x"])
    book.active["B2"].value = "=1+1"
    book.active["B2"].data_type = "s"
    assert read(saved(book))[1] == [["bob@example.com", "=1+1"]]


def formula_with(value):
    file = saved(book_of(["email", "name"], ["bob@example.com", "=1+1"]))

    def change(name, content):
        if "sheet1" not in name:
            return content
        return re.sub(rb"<c r=\"B2\">.*?</c>", b'<c r="B2"' + value + b"</c>", content)

    return rewritten(file, change)


def test_a_formula_is_read_as_its_value():
    assert read(formula_with(b"><f>1+1</f><v>2</v>"))[1] == [["bob@example.com", "2"]]


def test_a_formula_may_give_nothing():
    assert read(formula_with(b' t="str"><f>A9</f><v></v>'))[1] == [["bob@example.com", ""]]


@pytest.mark.parametrize(
    "value", [b"><f>1+1</f><v></v>", b"><f>1+1</f><v/>", b"><f>1+1</f>", b'><f t="shared" si="0"/>']
)
def test_a_formula_that_nobody_has_worked_out_is_no_blank(value):
    refused = refusal(look_into, formula_with(value))
    assert (refused.code, refused.row, refused.column) == ("formula", 2, 2)


@pytest.mark.parametrize("error", [b"#N/A", b"#VALUE!", b"#REF!"])
def test_an_error_is_no_text(error):
    file = formula_with(b' t="e"><f>1/0</f><v>' + error + b"</v>")
    refused = refusal(rows, file, Layout("xlsx"))
    assert (refused.code, refused.row, refused.column) == ("error", 2, 2)


def test_a_text_that_spells_an_error_stays_a_text():
    book = book_of(["email", "name"], ["bob@example.com", "x"])
    book.active["B2"].value = "#N/A"
    book.active["B2"].data_type = "s"
    assert read(saved(book))[1] == [["bob@example.com", "#N/A"]]


def test_a_formula_with_blanks_behind_it_is_seen_through_at_once():
    sheet = io.BytesIO(b"<c><f/>" + b" " * 60_000 + b"<v>")
    began = process_time()
    formulas.require_worked_out(sheet)
    assert process_time() - began < 1


@pytest.mark.parametrize("between", [b"", b" ", b"<v/>", b"<v />", b" <v> </v> ", b"\n<v/>\n"])
def test_blanks_around_a_missing_value_hide_nothing(between):
    assert refusal(formulas.require_worked_out, io.BytesIO(b"<c><f/>" + between + b"</c>")).code == "formula"


def test_blank_rows_keep_the_numbers():
    book = book_of(["email", "name"])
    book.active["A4"] = "bob@example.com"
    assert read(saved(book))[1] == [[], [], ["bob@example.com", ""]]


def test_a_short_row_has_empty_cells():
    book = book_of(["email", "name", "phone"], ["bob@example.com"], ["carol@example.com", "Carol", "1", "more"])
    assert read(saved(book))[1] == [["bob@example.com", "", ""], ["carol@example.com", "Carol", "1", "more"]]


def test_the_first_sheet_that_is_not_hidden_is_read():
    book = book_of(["nothing"], ["here"])
    book.active.sheet_state = "hidden"
    for title in ("Clienti", "Fornitori"):
        book.create_sheet(title).append(["email"])
        book[title].append([f"{title.lower()}@example.com"])
    book.active = 1
    assert read(saved(book))[1] == [["clienti@example.com"]]
    assert look_into(saved(book)).notes == ["The file has 2 sheets; only “Clienti” is read."]


def test_a_sheet_that_lies_about_its_size_is_read_whole():
    file = rewritten(
        saved(book_of(["email"], ["bob@example.com"], ["carol@example.com"])),
        lambda name, content: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1"', content),
    )
    assert read(file) == (["email"], [["bob@example.com"], ["carol@example.com"]])


def test_a_row_number_without_end_is_refused():
    file = rewritten(
        saved(book_of(["email"], ["bob@example.com"], ["carol@example.com"])),
        lambda name, content: content.replace(b'<row r="3"', b'<row r="99999999999"').replace(b'r="A3"', b'r="A99999"'),
    )
    assert refusal(rows, file, Layout("xlsx")).code == "too_big"


def test_columns_far_to_the_right_are_refused():
    book = book_of(["email"], ["bob@example.com"])
    book.active["XFD1"] = "far"
    assert refusal(look_into, saved(book)).code == "columns"


@pytest.mark.parametrize("records", [[], [[None, " "]]])
def test_an_empty_sheet_is_told(records):
    assert refusal(look_into, saved(book_of(*records))).code == "blank"


def test_a_header_alone_is_told():
    assert refusal(look_into, saved(book_of(["email"]))).code == "no_rows"


def test_a_damaged_sheet_is_told_with_its_row():
    file = rewritten(
        saved(book_of(["email"], *[["bob@example.com"]] * 50)),
        lambda name, content: content.replace(b'<row r="40"', b'<row r="40"<<') if "sheet1" in name else content,
    )
    refused = refusal(rows, file, look_into(file).layout)
    assert (refused.code, refused.row) == ("damaged", 40)


def test_a_damaged_workbook_is_told():
    file = rewritten(saved(book_of(["email"])), lambda name, content: content[:20])
    assert refusal(look_into, file).code == "damaged"


def test_a_bomb_is_refused_before_it_is_unpacked():
    file = rewritten(
        saved(book_of(["email"], ["bob@example.com"])),
        lambda name, content: b" " * (30 * 1024**2) if "sheet1" in name else content,
    )
    assert len(file.getvalue()) < 100_000
    assert refusal(look_into, file).code == "too_big"


def test_a_sheet_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.imports.reading.kinds.UNPACKED_LIMIT", 1_000)
    assert refusal(look_into, saved(book_of(["email"], ["bob@example.com"]))).code == "too_big"


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/theme/theme1.xml", "[Content_Types].xml"])
def test_a_part_that_is_read_whole_has_a_limit(part, monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.imports.reading.kinds.PART_LIMIT", 100_000)
    file = rewritten(
        saved(book_of(["email"], ["bob@example.com"])),
        lambda name, content: content + b" " * 200_000 if name == part else content,
    )
    assert refusal(look_into, file).code == "too_big"


def test_a_sheet_and_a_picture_may_be_larger(monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.imports.reading.kinds.PART_LIMIT", 100_000)
    file = rewritten(
        saved(book_of(["email"], ["bob@example.com"])),
        lambda name, content: content + b" " * 200_000 if "sheet1" in name else content,
    )
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/media/image1.png", b"x" * 200_000)
    assert read(file)[1] == [["bob@example.com"]]


@pytest.fixture
def small_rows(monkeypatch):
    """A sheet is read in pieces of 4 kB, and a row may have 16."""
    monkeypatch.setattr(formulas, "CHUNK", 4_096)
    monkeypatch.setattr(formulas, "LONGEST", 1_000)
    monkeypatch.setattr(formulas, "PART_LIMIT", 16_384)


def test_a_row_without_end_is_refused(small_rows):
    assert refusal(look_into, saved(book_of(["email"], ["bob@example.com", *range(2_000)]))).code == "too_big"


def test_many_rows_are_not_one(small_rows):
    assert len(read(saved(book_of(["email"], *[["bob@example.com"]] * 2_000)))[1]) == 2_000


def test_what_stands_below_the_rows_is_no_row(small_rows):
    below = b"</sheetData><!--" + b"x" * 50_000 + b"-->"
    file = rewritten(
        saved(book_of(["email"], ["bob@example.com"])),
        lambda name, content: content.replace(b"</sheetData>", below),
    )
    assert read(file)[1] == [["bob@example.com"]]


def test_without_openpyxl_the_way_out_is_told(monkeypatch):
    file = saved(book_of(["email"], ["bob@example.com"]))
    real = builtins.__import__

    def without(name, *arguments, **words):
        if name == "openpyxl":
            raise ImportError(name)
        return real(name, *arguments, **words)

    monkeypatch.setattr(builtins, "__import__", without)
    refused = refusal(look_into, file)
    assert refused.code == "no_openpyxl"
    assert "CSV" in refused.message
