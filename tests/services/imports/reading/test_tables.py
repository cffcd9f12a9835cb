"""Delimiters, line ends, blank and ragged rows, quotes, sizes."""

import io

import pytest
from django.core.files import File

from oscar_clienti.services.imports import reading
from oscar_clienti.services.imports.reading import Layout, look_into, rows
from tests.services.imports.reading.files import csv_file, read, refusal

HEADER = ["email", "name", "spent"]
BOB, CAROL = ["bob@example.com", "Bob", "7,50"], ["carol@example.com", "Carol", "1.200,00"]


def joined(delimiter, *records, end="\n"):
    return "".join(delimiter.join(record) + end for record in records)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_decimal_commas_do_not_split_a_row(delimiter):
    assert read(csv_file(joined(delimiter, HEADER, BOB, CAROL))) == (HEADER, [BOB, CAROL])


def test_a_comma_between_the_cells():
    text = 'email,name,note\nbob@example.com,Bob,"a; b; c"\ncarol@example.com,Carol,"d; e; f"\n'
    assert read(csv_file(text))[1][0] == ["bob@example.com", "Bob", "a; b; c"]


def test_commas_in_the_header_do_not_mislead():
    text = "Email *;Titles ID (Mr = 1, Ms = 2, else 0);Groups (x,y,z...)\nbob@example.com;1;3\n"
    assert read(csv_file(text))[0] == ["Email *", "Titles ID (Mr = 1, Ms = 2, else 0)", "Groups (x,y,z...)"]


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "sep=;;;\n"])
def test_the_line_that_excel_puts_first_is_obeyed(line):
    file = csv_file("\ufeff" + line + joined(";", HEADER, BOB))
    assert read(file) == (HEADER, [BOB])
    assert "sep=;" in look_into(file).notes[0]


def test_the_line_that_excel_puts_first_is_no_row():
    file = csv_file("sep=;\n" + joined(";", HEADER, BOB) + 'carol@example.com;"Carol;1\n')
    assert refusal(rows, file, look_into(csv_file("sep=;\n" + joined(";", HEADER, BOB))).layout).row == 3


def test_the_merchant_chooses_the_delimiter():
    file = csv_file("email^name\nbob@example.com^Bob\n")
    assert look_into(file, layout=Layout("csv", "utf-8", "^")).samples == [["bob@example.com", "Bob"]]


@pytest.mark.parametrize(
    "text", ["email\nbob@example.com\ncarol@example.com\n", "email\nbob@example.com", "\ufeffemail\nbob@example.com\n"]
)
def test_one_column_is_a_table(text):
    header, found = read(csv_file(text))
    assert (header, found[0]) == (["email"], ["bob@example.com"])


def test_one_column_with_commas_in_it_stays_one_column():
    assert read(csv_file("name\nRossi, Bob\nVerdi, Carol\n"))[1] == [["Rossi, Bob"], ["Verdi, Carol"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_line_end(end, encoding):
    assert read(csv_file(joined(";", HEADER, BOB, CAROL, end=end), encoding)) == (HEADER, [BOB, CAROL])


def test_mixed_line_ends():
    assert read(csv_file("email;name\rbob@example.com;Bob\r\ncarol@example.com;Carol\neve@example.com;Eve"))[1] == [
        ["bob@example.com", "Bob"],
        ["carol@example.com", "Carol"],
        ["eve@example.com", "Eve"],
    ]


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_what_only_unicode_calls_a_line_end_is_none(separator):
    name = f"Bob{separator}Rossi"
    assert read(csv_file(f"email,name\nbob@example.com,{name}\n"))[1] == [["bob@example.com", name]]


def test_a_cell_may_hold_lines_quotes_and_delimiters():
    text = 'email,note\nbob@example.com,"one, two\r\n""three"""\ncarol@example.com,x\n'
    assert read(csv_file(text))[1] == [
        ["bob@example.com", 'one, two\r\n"three"'],
        ["carol@example.com", "x"],
    ]


def test_a_blank_row_is_kept_as_nothing_so_that_rows_keep_their_numbers():
    assert read(csv_file("email;name\n\nbob@example.com;Bob\n;\n  \ncarol@example.com;Carol\n"))[1] == [
        [], ["bob@example.com", "Bob"], [], [], ["carol@example.com", "Carol"],
    ]  # fmt: skip


def test_blank_rows_before_the_header_count():
    glance = look_into(csv_file("\n;\nemail;name\nbob@example.com;Bob\n"))
    assert (glance.layout.header_row, glance.header) == (3, ["email", "name"])


def test_empty_columns_at_the_end_are_dropped():
    assert read(csv_file("email;name;;\nbob@example.com;Bob;;\n")) == (["email", "name"], [["bob@example.com", "Bob"]])


def test_an_empty_cell_too_many_is_dropped():
    assert read(csv_file("email;name\nbob@example.com;Bob;\n"))[1] == [["bob@example.com", "Bob"]]


def test_a_column_without_a_name_stays_when_something_is_in_it():
    file = csv_file("email;;\nbob@example.com;Bob;\n")
    assert read(file) == (["email", ""], [["bob@example.com", "Bob"]])
    assert look_into(file).notes == ["Column 2 has no name."]


def test_too_many_and_too_few_cells_come_as_they_are():
    text = "email,name\nbob@example.com\ncarol@example.com,Carol,more\neve@example.com,Eve\n"
    assert read(csv_file(text))[1] == [
        ["bob@example.com"],
        ["carol@example.com", "Carol", "more"],
        ["eve@example.com", "Eve"],
    ]


def test_rows_that_are_all_longer_than_the_header_still_are_split():
    assert read(csv_file("email,name\nbob@example.com,Bob,1\ncarol@example.com,Carol,2\n"))[0][0] == "email"


def test_the_header_twice_is_a_row():
    assert read(csv_file("email,name\nbob@example.com,Bob\nemail,name\n"))[1][1] == ["email", "name"]


def test_two_columns_with_one_name_are_told():
    assert look_into(csv_file("Email,name,email\nbob@example.com,Bob,x\n")).notes == [
        "2 columns are called “Email”.",
    ]


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ('email,name\nbob@example.com,"Bob\ncarol@example.com,Carol\neve@example.com,Eve\n', 2, "the 2 lines after it"),
        ('email,name\nbob@example.com,"Bob\ncarol@example.com,Carol\n', 2, "the line after it"),
        ('email,name\nbob@example.com,Bob\ncarol@example.com,"Carol', 3, "the last one"),
        ('email,name\nbob@example.com,"Bob" Rossi\n', 2, "after a closing"),
        ('email,name\nbob@example.com,"Bob\ncarol@example.com,"Carol"\n', 2, "the line after it"),
        ('email,"name\nbob@example.com,Bob\n', 1, "the line after it"),
    ],
)
def test_broken_quotes_are_told_with_the_row_where_they_begin(text, row, said):
    refused = refusal(look_into, csv_file(text))
    assert (refused.code, refused.row) == ("quotes", row)
    assert said in refused.message


def test_a_quote_that_swallows_a_long_file_is_told_with_its_row():
    file = csv_file('email,name\nbob@example.com,"Bob\n' + "carol@example.com,Carol\n" * 20_000)
    refused = refusal(look_into, file)
    assert (refused.code, refused.row, refused.column) == ("quotes", 2, 2)


def test_a_quote_after_the_first_look_is_told_while_reading():
    file = csv_file("email,name\n" + "bob@example.com,Bob\n" * 5_000 + 'eve@example.com,"Eve\n' + "x,y\n" * 7)
    refused = refusal(rows, file, look_into(file).layout)
    assert refused.row == 5_002
    assert "the 7 lines after it" in refused.message


def test_a_quote_inside_an_unquoted_cell_is_a_letter():
    assert read(csv_file('email,name\nbob@example.com,Bob "Bobby" Rossi\n'))[1][0][1] == 'Bob "Bobby" Rossi'


@pytest.mark.parametrize("length", [100_001, 131_073, 10_000_000])
def test_a_huge_cell_is_told_with_row_and_column(length):
    file = csv_file("email,name,note\nbob@example.com,Bob,x\ncarol@example.com,Carol," + "x" * length + "\n")
    refused = refusal(look_into, file)
    assert (refused.code, refused.row, refused.column) == ("cell", 3, 3)


def test_a_huge_cell_far_down_is_told_while_reading():
    file = csv_file("email,name\n" + "bob@example.com,Bob\n" * 100 + "x" * 100_001 + ",Eve\n")
    refused = refusal(rows, file, look_into(file).layout)
    assert (refused.row, refused.column) == (102, 1)


def test_a_cell_of_the_greatest_length_is_read():
    assert len(read(csv_file("email,note\nbob@example.com," + "x" * 100_000 + "\n"))[1][0][1]) == 100_000


def test_five_thousand_columns_are_refused():
    file = csv_file(joined(",", [f"c{n}" for n in range(5_000)], ["x"] * 5_000))
    assert (refusal(look_into, file).code, refusal(look_into, file).row) == ("columns", 1)


def test_five_hundred_columns_are_read():
    assert len(read(csv_file(joined(",", [f"c{n}" for n in range(500)], ["x"] * 500)))[0]) == 500


def test_a_row_with_thousands_of_cells_is_refused():
    file = csv_file("email,name\n" + "bob@example.com,Bob\n" * 30 + "x," * 600 + "x\n")
    refused = refusal(rows, file, look_into(file).layout)
    assert (refused.code, refused.row) == ("columns", 32)


def test_a_first_look_shows_twenty_rows():
    assert len(look_into(csv_file("email\n" + "bob@example.com\n" * 30)).samples) == 20


def test_a_cap_that_lost_its_zero_is_told():
    text = "email,CAP\nbob@example.com,10121\ncarol@example.com,1201\n"
    assert "“1201”" in look_into(csv_file(text)).notes[0]


def test_a_swiss_postcode_has_four_digits():
    assert look_into(csv_file("email,zip,country\nbob@example.com,1201,CH\n")).notes == []


def test_an_italian_zip_that_lost_its_zero_is_told():
    assert len(look_into(csv_file("email,Zip code,country\nbob@example.com,1201,IT\n")).notes) == 1


def test_a_phone_that_a_spreadsheet_shortened_is_told():
    text = "email;phone\nbob@example.com;3,93331E+11\n"
    assert "3,93331E+11" in look_into(csv_file(text)).notes[0]


def test_zeros_and_plus_signs_stay():
    assert read(csv_file("phone,cap\n+390115550100,00100\n"))[1] == [["+390115550100", "00100"]]


def test_the_file_stays_open_for_the_next_reader():
    file = csv_file("email\nbob@example.com\n")
    assert read(file) == read(file)


def test_a_file_of_django_is_read():
    assert read(File(csv_file("email\nbob@example.com\n")))[1] == [["bob@example.com"]]


def test_a_file_closed_before_its_rows_were_read_to_the_end_is_no_fault():
    file = csv_file("email\nbob@example.com\ncarol@example.com\n")
    reader = rows(file, look_into(file).layout)
    next(reader)
    file.close()
    reader.close()


def test_a_layout_is_stored_and_read_again():
    layout = look_into(csv_file("sep=|\nemail|name\nbob@example.com|Bob\n")).layout
    assert Layout.from_dict(layout.as_dict()) == layout


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "csv", "encoding": "zip", "delimiter": ","},
        {"kind": "csv", "encoding": "unicode_escape", "delimiter": ","},
        {"kind": "csv", "encoding": "utf-8", "delimiter": '"'},
        {"kind": "csv", "encoding": "utf-8", "delimiter": ""},
        {"kind": "xls"},
    ],
)
def test_a_layout_that_makes_no_sense_is_no_layout(words):
    with pytest.raises(ValueError):
        Layout.from_dict(words)


def test_a_layout_by_hand_reads_as_many_columns_as_the_header_names():
    assert list(reading.rows(io.BytesIO(b"email,name,\nbob@example.com,Bob,\n"), Layout("csv", "utf-8", ","))) == [
        ["bob@example.com", "Bob"]
    ]
