"""Refused rows go out, are mended, and come back: as they stood in the file, and with every value that they had."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.utils.translation import override
from oscar.core.loading import get_model

from oscar_clienti.services import imports
from tests.services.file_columns.shop import add_countries

from .conftest import customer, work

pytestmark = pytest.mark.django_db

PRESTASHOP = (
    "Alias*;Customer e-mail*;Lastname*;Firstname*;Address 1*;Zipcode*;City*;Country*\n"
    "Casa;{email};Neri;Ada;Via Po 1;10100;Torino;Italy\n"
    "Ufficio;{email};Neri;Ada;Via Lago 2;14100;Asti;Italy\n"
)
MAGENTO = "email,_website,firstname,lastname,_address_street,_address_city,_address_postcode,_address_country_id\n"


@pytest.fixture(autouse=True)
def italy(db):
    add_countries("IT")


@pytest.fixture
def retried(alice):
    """Mend the refused rows by putting one text for another, and bring them back."""

    def go(job, old, new):
        mended = b"".join(imports.refused_csv(job)).decode().replace(old, new)
        again = imports.retry(job, BytesIO(mended.encode()), name="mended.csv", by=alice)
        return work(imports.run(work(imports.preview(again, by=alice)), by=alice))

    return go


def lines(job, delimiter=","):
    text = b"".join(imports.refused_csv(job)).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def streets(email):
    return set(get_model("address", "UserAddress").objects.filter(user__email=email).values_list("line1", flat=True))


def workbook(*rows):
    book, out = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


# Somebody's records.


def test_each_record_is_a_line_and_the_first_has_the_reason(imported):
    head, first, second = lines(imported(PRESTASHOP.format(email="nowhere")), ";")
    assert len(head) == len(first) == len(second) and (first[-1] != "", second[-1]) == (True, "")


def test_mended_records_of_one_person_come_in_together(imported, retried):
    job = retried(imported(PRESTASHOP.format(email="nowhere")), "nowhere", "ada@example.com")
    assert job.counts == {"new": 1} and streets("ada@example.com") == {"Via Po 1", "Via Lago 2"}


def test_records_below_a_person_come_in_with_them(imported, retried):
    text = f"{MAGENTO}nowhere,base,Ada,Neri,Via Po 1,Torino,10100,IT\n,,,,Via Lago 2,Asti,14100,IT\n"
    retried(imported(text), "nowhere", "ada@example.com")
    assert streets("ada@example.com") == {"Via Po 1", "Via Lago 2"}


def test_a_sixth_address_does_not_move_in_with_somebody_else(imported, retried):
    more = "".join(f",,,,Via Lago {number},Asti,14100,IT\n" for number in range(2, 7))
    text = (
        f"{MAGENTO}nowhere,base,Tom,Baker,Via Arno 4,Pisa,56100,IT\n"
        f"ada@example.com,base,Ada,Neri,Via Lago 1,Asti,14100,IT\n{more}"
    )
    retried(imported(text), "nowhere", "tom@example.com")
    assert streets("tom@example.com") == {"Via Arno 4"} and len(streets("ada@example.com")) == 6


def test_addresses_of_somebody_new_that_stand_apart_come_in_the_second_time(imported, retried):
    head, casa, ufficio, *_rest = PRESTASHOP.format(email="ada@example.com").splitlines(keepends=True)
    other = casa.replace("ada@example.com", "tom@example.com")
    assert retried(imported(head + casa + other + ufficio), "", "").counts == {"changed": 1}
    assert streets("ada@example.com") == {"Via Po 1", "Via Lago 2"}


# How the file was written.


def test_the_file_keeps_its_delimiter(imported):
    assert lines(imported("email;company\nnowhere;Neri Srl\n"), ";")[1][:2] == ["nowhere", "Neri Srl"]


@pytest.mark.parametrize(("language", "delimiter"), [("it", ";"), ("en", ",")])
def test_rows_of_a_workbook_open_with_a_double_click(language, delimiter, imported):
    job = imported(workbook(["email", "company"], ["nowhere", "Neri Srl"]))
    with override(language):
        assert lines(job, delimiter)[1][:2] == ["nowhere", "Neri Srl"]


# Every value.


def test_of_two_columns_with_one_heading_each_fills_its_own(brought, retried, alice):
    job = imports.map_columns(
        brought("email,Nome,Nome\nnowhere,Ada,Neri\n"), {1: "first_name", 2: "last_name"}, by=alice
    )
    job = work(imports.run(work(imports.preview(job, by=alice)), by=alice))
    retried(job, "nowhere", "ada@example.com")
    ada = customer("ada@example.com")
    assert (ada.first_name, ada.last_name) == ("Ada", "Neri")


def test_what_begins_like_a_formula_comes_back_as_it_was(imported, retried):
    retried(imported("email,company\nnowhere,@studio\n"), "nowhere", "ada@example.com")
    assert customer("ada@example.com").company == "@studio"


def test_an_apostrophe_of_a_file_that_comes_for_the_first_time_stays(imported):
    imported("email,company\nada@example.com,'@studio\n")
    assert customer("ada@example.com").company == "'@studio"


def test_a_heading_that_begins_like_a_formula_is_found_again(brought, retried, alice):
    job = imports.map_columns(brought("email,@ditta\nnowhere,Neri Srl\n"), {1: "company"}, by=alice)
    retried(work(imports.run(work(imports.preview(job, by=alice)), by=alice)), "nowhere", "ada@example.com")
    assert customer("ada@example.com").company == "Neri Srl"


def test_a_column_that_only_sounds_secret_is_given_back(brought, alice):
    job = imports.map_columns(brought("email,Numero passaporto\nnowhere,YA1234567\n"), {1: "tax_code"}, by=alice)
    assert lines(work(imports.preview(job, by=alice)))[1][1] == "YA1234567"


def test_a_column_that_only_sounds_secret_is_shown(brought, alice):
    job = imports.map_columns(brought("email,Hashtags\nada@example.com,red\n"), {1: "tags"}, by=alice)
    assert imports.understanding(job).columns[1].samples == ["red"]


def test_a_secret_that_is_left_out_is_not_given_back(previewed):
    assert lines(previewed("email,reset token\nnowhere,s3cret\n"))[1][1] == ""


def test_no_record_of_a_person_gives_a_password_back(previewed):
    head = MAGENTO.replace("\n", ",password\n")
    text = f"{head}nowhere,base,Ada,Neri,Via Po 1,Torino,10100,IT,one\n,,,,Via Lago 2,Asti,14100,IT,two\n"
    assert [line[8] for line in lines(previewed(text))[1:]] == ["", ""]
