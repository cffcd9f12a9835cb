"""What people paste becomes a table, and no word of it is lost."""

import io

import pytest

from oscar_clienti.services.imports.reading import pasted
from tests.services.imports.reading.files import read, refusal


def table(text):
    return read(io.BytesIO(pasted(text)))


@pytest.mark.parametrize(
    "text",
    [
        "bob@example.com,carol@example.com",
        "bob@example.com, carol@example.com,",
        "bob@example.com; carol@example.com",
        "bob@example.com carol@example.com",
        "bob@example.com\ncarol@example.com\n",
        "bob@example.com\r\n\r\ncarol@example.com",
        "bob@example.com\tcarol@example.com",
        "mailto:bob@example.com MAILTO:carol@example.com",
        "<bob@example.com>, <carol@example.com>",
        "<bob@example.com> <mailto:carol@example.com>",
        "\ufeff bob@example.com ,;, carol@example.com",
    ],
)
def test_addresses_alone(text):
    assert table(text) == (["email"], [["bob@example.com"], ["carol@example.com"]])


@pytest.mark.parametrize(
    "text",
    [
        "Bob Rossi <bob@example.com>, Carol Verdi <carol@example.com>",
        '"Bob Rossi" <bob@example.com>; Carol Verdi <mailto:carol@example.com>',
        "Bob Rossi <bob@example.com>\nCarol Verdi <carol@example.com>",
        "Bob Rossi bob@example.com\nCarol Verdi carol@example.com",
        "Bob Rossi\tbob@example.com\nCarol Verdi\tcarol@example.com",
        "Bob Rossi,bob@example.com\nCarol Verdi,carol@example.com",
        "Bob Rossi;bob@example.com\nCarol Verdi;carol@example.com",
    ],
)
def test_addresses_with_names(text):
    assert table(text) == (
        ["name", "email"],
        [["Bob Rossi", "bob@example.com"], ["Carol Verdi", "carol@example.com"]],
    )


def test_a_name_in_quotation_marks_may_hold_commas_and_quotation_marks():
    assert table('"Rossi, Bob \\"Bobby\\"" <bob@example.com>, carol@example.com')[1] == [
        ['Rossi, Bob "Bobby"', "bob@example.com"],
        ["", "carol@example.com"],
    ]


def test_a_name_that_is_the_address_is_no_name():
    assert table("bob@example.com <bob@example.com>") == (["email"], [["bob@example.com"]])


@pytest.mark.parametrize("text", ["bob#example.com, carol@example.com", "bob#example.com\ncarol@example.com"])
def test_what_is_no_address_stays_to_be_refused(text):
    assert table(text)[1] == [["bob#example.com"], ["carol@example.com"]]


def test_a_piece_of_a_spreadsheet_keeps_its_header():
    text = 'Nome\tE-mail\tNote\nBob\tbob@example.com\t"two\nlines"\n'
    assert table(text) == (["Nome", "E-mail", "Note"], [["Bob", "bob@example.com", "two\nlines"]])


def test_a_header_alone_in_its_line_is_a_header():
    assert table("E-mail\nbob@example.com\n") == (["E-mail"], [["bob@example.com"]])


def test_a_piece_of_a_spreadsheet_without_header_gets_one():
    assert table("Bob\tbob@example.com\t10121\nCarol\tcarol@example.com\t20121") == (
        ["Column 1", "email", "Column 3"],
        [["Bob", "bob@example.com", "10121"], ["Carol", "carol@example.com", "20121"]],
    )


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_nothing_is_told(text):
    assert refusal(pasted, text).code == "empty"


@pytest.mark.parametrize("text", ['\\"' * 50_000, "<" * 100_000, " " * 100_000 + "x", '"' * 99_999, "a@b " * 30_000])
def test_odd_text_takes_no_long_time(text):
    assert pasted(text)
