"""Any table that a CSV file can hold is read back as it was."""

import codecs
import csv
import io

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oscar_clienti.services.imports.reading import look_into, rows

# Text has no lone surrogates: no encoding can write them.
CELLS = st.text(
    st.one_of(st.sampled_from(";,|\t\"'= \r\nàè€😀\u2028\x85\x0b"), st.characters(exclude_categories=["Cs", "Cc"])),
    max_size=12,
)
# A name for every column: blank ones at the end are dropped, and a first line "sep=;" is Excel's. The letter keeps the
# file from looking like anything but a table.
NAMES = st.builds("c{}".format, st.integers(0, 99))
ENCODINGS = st.sampled_from([("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16", b"")])


@st.composite
def tables(draw):
    columns = draw(st.integers(2, 6))
    header = draw(st.lists(NAMES, min_size=columns, max_size=columns))
    row = st.lists(CELLS, min_size=columns, max_size=columns)
    return [header, *draw(st.lists(row, min_size=1, max_size=8))]


@st.composite
def written(draw):
    """A table and the bytes that ``csv.writer`` makes of it."""
    table = draw(tables())
    # A blank row is told as a blank row, however many delimiters are in it: it is no customer.
    assume(all(any(cell.strip() for cell in row) for row in table))
    delimiter = draw(st.sampled_from(",;\t|"))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    # Python's writer doesn't quote a line end that isn't its own: every reader takes that for the end of the row.
    bare = set("\r\n") - set(end) if quoting == csv.QUOTE_MINIMAL else set()
    assume(not any(bare & set(cell) for row in table for cell in row))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    encoding, mark = draw(ENCODINGS)
    return table, delimiter, mark + out.getvalue().encode(encoding)


@settings(max_examples=400, deadline=None)
@given(written())
def test_every_table_is_read_back_as_it_was(case):
    table, delimiter, data = case
    glance = look_into(io.BytesIO(data))
    assert glance.layout.delimiter == delimiter
    assert [glance.header, *rows(io.BytesIO(data), glance.layout)] == table


@settings(max_examples=200, deadline=None)
@given(st.lists(CELLS.filter(str.strip), min_size=1, max_size=8), ENCODINGS)
def test_one_column_is_read_back_as_it_was(cells, encoding):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["email"], *([cell] for cell in cells)])
    data = encoding[1] + out.getvalue().encode(encoding[0])
    glance = look_into(io.BytesIO(data))
    assert [row for (row,) in rows(io.BytesIO(data), glance.layout)] == cells
