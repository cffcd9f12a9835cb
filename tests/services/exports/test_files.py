"""The file itself: cells, delimiters, workbooks, columns of other tables."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.test.factories import UserAddressFactory

from oscar_clienti.models import CustomerGroup, Tag
from oscar_clienti.services import consents, exports, groups, tags
from oscar_clienti.services.exports import Layout, Selection, Sheet, export_presets, reading
from oscar_clienti.services.file_columns import SetColumn, file_columns
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


def test_the_head_comes_before_anything_is_read(shop, alice):
    download = exports.stream(
        Selection.everybody(), sheet=Sheet.of(["email"]), layout=Layout(), reason="a test", by=alice
    )
    with CaptureQueriesContext(connection) as queries:
        first = next(download.content)
    assert (first, len(queries)) == (b"\xef\xbb\xbfE-mail\r\n", 0)


def test_formulas_are_made_harmless(shop, read):
    assert read(keys=["company"])[1] == ['\'=HYPERLINK("x")']


def test_zeros_and_plus_signs_stay(shop, read):
    assert read(keys=["phone", "tax_code"])[1] == ["'+39 011 555", "00123"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(shop, read, delimiter):
    rows = read(keys=["email", "company"], layout=Layout("csv", delimiter))
    assert rows[1] == ["bob@example.com", '\'=HYPERLINK("x")']


def test_values_do_not_depend_on_the_language(shop, read):
    from django.utils.translation import override

    with override("it"):
        assert read(keys=["tax_exempt", "email_consent"])[1] == ["no", "never asked"]


def test_everything_in_a_workbook_is_a_text(shop, alice):
    from openpyxl import load_workbook

    sheet = Sheet.of(["id", "company", "phone", "date_joined", "total_spent"])
    download = exports.stream(Selection.everybody(), sheet=sheet, layout=Layout("xlsx"), reason="a test", by=alice)
    book = load_workbook(BytesIO(b"".join(download.content)))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_workbook_has_its_limit(shop, alice, monkeypatch):
    from django.core.exceptions import ValidationError

    monkeypatch.setattr(exports.workbooks, "AT_MOST", 2)
    with pytest.raises(ValidationError):
        exports.stream(Selection.everybody(), sheet=Sheet.of(["id"]), layout=Layout("xlsx"), reason="a test", by=alice)


def test_columns_of_other_tables(shop, read, alice):
    bob = customer_of(shop[0])
    groups.assign([bob], group=CustomerGroup.objects.create(name="VIP"), by=alice)
    tags.change([bob], add=[Tag.objects.create(name="a, b"), Tag.objects.create(name="c")], by=alice)
    consents.grant(bob, channel="email", source="checkout", wording="May we?", by=None)
    UserAddressFactory(user=shop[0], line1="Via Po 1", line4="Torino", postcode="00100")
    keys = ["group", "tags", "email_consent", "email_consent_source", "address1_line1", "address1_postcode"]
    assert read(keys=keys)[1:] == [
        ["VIP", '"a, b", c', "yes", "checkout", "Via Po 1", "00100"],
        ["", "", "never asked", "", "", ""],
    ]


def test_a_column_of_the_stores_own(shop, read):
    class Loyalty(SetColumn):
        key, label = "loyalty", "Loyalty card"

        def read(self, pks):
            return {pks[0]: 7}

    file_columns.register(Loyalty())
    try:
        assert read(keys=["loyalty"]) == [["Loyalty card"], ["7"], [""]]
    finally:
        file_columns.unregister("loyalty")


def test_the_questions_grow_with_the_batches_not_with_the_people(crowd, monkeypatch):
    def questions(number):
        among = Selection.of([user.pk for user in crowd[:number]])
        with CaptureQueriesContext(connection) as queries:
            assert len(list(exports.rows(among.customers(), export_presets["all"].sheet()))) == number
        return len(queries)

    assert questions(2) == questions(25)


def test_batches_follow_one_another(crowd, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 10)
    rows = list(exports.rows(Selection.everybody().customers(), Sheet.of(["email"])))
    assert rows == [(f"p{number:02}@example.com",) for number in range(25)]
