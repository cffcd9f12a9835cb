"""The bytes prove the encoding, or the merchant chooses; no letter is ever replaced in silence."""

import codecs
import io

import pytest

from oscar_clienti.services.imports.reading import Layout, look_into, rows
from tests.services.imports.reading.files import csv_file, read, refusal

TEXT = "email,name\nbob@example.com,Niccolò\ncarol@example.com,Zoë €\n"
HEADER = ["email", "name"]
ROWS = [["bob@example.com", "Niccolò"], ["carol@example.com", "Zoë €"]]
FILLER = "bob@example.com,Bob\n" * 15_000  # 300 kB


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le-bom", "utf-16-be-bom", "utf-16-le", "utf-16-be"],
)
def test_unicode_is_certain(data):
    assert read(io.BytesIO(data)) == (HEADER, ROWS)
    assert look_into(io.BytesIO(data)).encoding_certain


def test_windows_1252_is_read_but_uncertain():
    file = csv_file(TEXT, "cp1252")
    assert read(file) == (HEADER, ROWS)
    assert not look_into(file).encoding_certain


def test_the_other_encodings_are_offered_with_the_places_where_they_differ():
    others = dict(look_into(csv_file(TEXT, "cp1252")).other_encodings)
    assert list(others) == ["iso-8859-15", "mac_roman"]
    assert "NiccolÚ" in others["mac_roman"]


def test_an_encoding_that_reads_the_same_is_not_offered():
    glance = look_into(csv_file("email,name\nbob@example.com,Niccolò\n", "cp1252"))
    assert [encoding for encoding, _sample in glance.other_encodings] == ["mac_roman"]
    assert "Niccolò" in glance.encoding_sample


@pytest.mark.parametrize("encoding", ["iso-8859-15", "mac_roman", "cp1252"])
def test_the_merchant_chooses(encoding):
    file = csv_file(TEXT, encoding)
    glance = look_into(file, layout=Layout("csv", encoding, ","))
    assert glance.samples == ROWS
    assert glance.encoding_certain
    assert list(rows(file, glance.layout)) == ROWS


def test_a_mac_is_known_by_letters_that_windows_has_not():
    glance = look_into(csv_file("email,name\nbob@example.com,Bèrto\n", "mac_roman"))
    assert (glance.layout.encoding, glance.encoding_certain) == ("mac_roman", False)
    assert glance.samples == [["bob@example.com", "Bèrto"]]


def test_a_letter_beyond_ascii_late_in_the_file_counts():
    glance = look_into(csv_file("email,name\n" + FILLER + "carol@example.com,Niccolò\n", "cp1252"))
    assert (glance.layout.encoding, glance.encoding_certain) == ("cp1252", False)
    assert "Niccolò" in glance.encoding_sample


def test_a_byte_that_windows_does_not_know_is_told_with_its_row_and_column():
    data = b"email,name\nbob@example.com,Niccol\xf2\ncarol@example.com,Zo\x81\n"
    refused = refusal(look_into, io.BytesIO(data))
    assert (refused.code, refused.row, refused.column) == ("encoding", 3, 2)
    assert "byte 81" in refused.message


def test_a_chosen_encoding_that_cannot_read_a_late_byte_is_told_with_its_row():
    file = csv_file("email,name\n" + FILLER + "carol@example.com,Niccolò\n", "cp1252")
    refused = refusal(look_into, file, layout=Layout("csv", "utf-8", ","))
    assert (refused.row, refused.column) == (15_002, 2)


def test_reading_stops_at_a_byte_that_cannot_be_read():
    file = csv_file("email,name\n" + FILLER + "carol@example.com,Niccolò\n", "cp1252")
    assert refusal(rows, file, Layout("csv", "utf-8", ",")).row == 15_002


def test_what_is_refused_does_not_show_what_is_in_the_cell():
    refused = refusal(look_into, io.BytesIO(b"email,password\nbob@example.com,canary-\xf2-\x81\n"))
    assert "canary" not in refused.message


@pytest.mark.parametrize("broken", [b"\x00", b"\x00\xd8,\x00", b"o"], ids=["half", "surrogate", "odd"])
def test_broken_utf_16_is_told_with_its_row(broken):
    data = codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + broken
    assert refusal(look_into, io.BytesIO(data)).row == 4


def test_a_mark_that_promises_utf_8_is_held_to_it():
    data = codecs.BOM_UTF8 + TEXT.encode() + b"eve@example.com,Niccol\xf2\n"
    assert refusal(look_into, io.BytesIO(data)).row == 4


def test_two_encodings_in_one_file_are_told_with_the_row():
    data = TEXT.encode() + b"eve@example.com,Niccol\xf2\n"
    glance = look_into(io.BytesIO(data))
    assert not glance.encoding_certain
    assert "row 4" in glance.notes[0]


@pytest.mark.parametrize("name", ["Ada\x00", "A\x07da", "\u202eadA", "Zo\u200be", "😀 𝒜da", "\ufffd"])
def test_odd_characters_come_as_they_are(name):
    assert read(csv_file(f"email,name\nbob@example.com,{name}\n"))[1] == [["bob@example.com", name]]


def test_utf_32_is_told():
    assert refusal(look_into, io.BytesIO(TEXT.encode("utf-32"))).code == "utf_32"


def test_a_line_without_end_is_refused_before_it_fills_the_memory():
    assert refusal(look_into, io.BytesIO(b"email\n" + b"x" * (20 * 1024**2))).row == 2
