"""Files of Magento 2: customers, addresses, both in one, and the list of the back office."""

import pytest

from oscar_clienti.services.imports.formats import formats
from oscar_clienti.services.imports.mapping import compile, suggest

from .zoo import read


def test_a_customer():
    assert read("magento").people[0] == {
        "email": "ada.neri@example.com",
        "first_name": "Ada Maria",
        "last_name": "Neri",
        "date_joined": "2024-05-06 15:59:00",
        "birthday": "1979-07-14",
        "vat_number": "IT00000000000",
        "password": "",
        "password_hash": "magento$1a2b3c4d5e6f:inventedSalt:1",
    }


def test_who_has_no_hash_gets_none():
    assert read("magento").people[1]["password_hash"] == ""


@pytest.mark.parametrize(
    ("person", "date"),
    [
        (1, "2023-12-31 00:05:00"),
        (2, "2024-01-02 08:00:00"),
        (3, "2025-11-30 23:59:59"),
        (4, "25/12/2024 10:00 (m/d/y?)"),
    ],
)
def test_the_dates_of_a_file_are_all_american(person, date):
    assert read("magento").people[person]["date_joined"] == date


def test_what_stays_behind():
    assert read("magento").stays == [
        "confirmation: 1 person has a key that opens the account in the other shop. It is never imported.",
        "gender: 2 people have a value. There is no place for it here.",
        "group_id: 2 people are in group 3. The file has only the number: create a group, and choose it for these"
        " people.",
        "group_id: 2 people are in group 1. The file has only the number: create a group, and choose it for these"
        " people.",
        "prefix: 1 person has a value. There is no place for it here.",
        "rp_token: 1 person has a key that opens the account in the other shop. It is never imported.",
        "_website, _store, rp_token_created_at are settings of the other shop and not needed here.",
    ]


def test_the_addresses_of_one_person_come_together():
    ada, bob, *_rest = read("magento-addresses").people
    assert ada["address1_line1"] == "Via Po 1, Scala B"
    assert ada["address2_line1"] == "Via Lago 2"
    assert bob == {
        "email": "bob.fisher@example.com",
        "company": "",
        "vat_number": "",
        "address1_first_name": "Bob",
        "address1_last_name": "Fisher",
        "address1_line1": "12 Harbour Lane",
        "address1_line4": "Bristol",
        "address1_state": "",
        "address1_postcode": "BS1 9ZZ",
        "address1_country": "GB",
        "address1_phone_number": "",
        "address1_is_default_for_billing": "1",
        "address1_is_default_for_shipping": "1",
    }


def test_the_middle_name_of_an_address_comes_along():
    assert read("magento-addresses").people[0]["address2_first_name"] == "Ada Maria"


def test_of_addresses_the_numbers_stay_behind():
    assert read("magento-addresses").stays == [
        "fax: 1 person has a value. There is no place for it here.",
        "_website is a setting of the other shop and not needed here.",
        "_entity_id is a number of the other shop. People are found by their e-mail address here.",
    ]


def test_a_record_without_an_e_mail_is_the_next_address_of_the_one_before():
    ada = read("magento-composite").people[0]
    assert ada["address1_line1"] == "Via Po 1"
    assert ada["address2_line1"] == "Via Lago 2, Scala B"
    assert ada["address2_is_default_for_shipping"] == "1"


def test_company_and_vat_number_of_a_further_address_are_the_persons():
    ada = read("magento-composite").people[0]
    assert (ada["company"], ada["vat_number"]) == ("Neri Srl", "IT00000000000")


def test_who_has_one_address_has_no_columns_for_a_second():
    bob = read("magento-composite").people[1]
    assert not [key for key in bob if key.startswith("address2")]


def test_three_addresses():
    gino = read("magento-composite").people[3]
    assert [gino[f"address{n}_line4"] for n in (1, 2, 3)] == ["Asti", "Roma", "Pisa"]


def test_the_single_file_leaves_this_behind():
    assert read("magento-composite").stays == [
        "gender: 1 person has a value. There is no place for it here.",
        "group_id: 2 people are in group 3. The file has only the number: create a group, and choose it for these"
        " people.",
        "group_id: 2 people are in group 1. The file has only the number: create a group, and choose it for these"
        " people.",
        "_address_fax: 1 person has a value. There is no place for it here.",
        "_website, _store are settings of the other shop and not needed here.",
    ]


def test_the_list_of_the_back_office():
    assert read("magento-grid").people[0] == {
        "name": "Ada Neri",
        "email": "ada.neri@example.com",
        "group": "Wholesale",
        "phone": "+39 011 5550100",
        "date_joined": "2024-05-06 15:59:00",
        "birthday": "1979-07-14",
        "vat_number": "IT00000000000",
        "company": "Neri Srl",
        "address1_first_name": "Ada",
        "address1_last_name": "Neri",
        "address1_line1": "Via Po 1",
        "address1_line4": "Torino",
        "address1_state": "Torino",
        "address1_postcode": "00100",
        "address1_country": "Italy",
        "address1_is_default_for_billing": "yes",
    }


def test_the_list_leaves_this_behind():
    assert read("magento-grid").stays == [
        "Billing Address: 1 person has addresses that stand in one cell and can't be taken apart.",
        "Shipping Address: 1 person has addresses that stand in one cell and can't be taken apart.",
        "Gender: 1 person has a value. There is no place for it here.",
        "ID is a number of the other shop. People are found by their e-mail address here.",
        "Web Site, Confirmed email, Account Created in, Account Lock are settings of the other shop and not needed"
        " here.",
        "Passwords of Magento (list of customers) don't come along: the file doesn't have them. People sign in by a"
        " link.",
    ]


HEADER = ["email", "_website", "firstname", "lastname", "_address_street"]
ADA = ["ada@example.com", "base", "Ada", "Neri", "Via Po 1"]


def merged(*records):
    return list(formats["magento-composite"].merge(enumerate(map(list, records), start=2), HEADER))


def more(street):
    return ["", "", "", "", street]


def test_a_person_keeps_the_number_of_the_first_record():
    bob = ["bob@example.com", "base", "Bob", "Fisher", ""]
    assert [number for number, _cells in merged(ADA, more("Via Lago 2"), bob)] == [2, 4]


def test_a_first_record_without_an_e_mail_stands_alone():
    assert merged(more("Via Lago 2"), ADA) == [(2, more("Via Lago 2")), (3, ADA)]


def test_a_sixth_address_stands_alone_so_that_it_is_refused_and_not_lost():
    found = merged(ADA, *[more(f"Via Lago {n}") for n in range(2, 7)])
    assert [number for number, _cells in found] == [2, 7]


def test_a_record_that_is_too_long_stands_alone():
    long = [*more("Via Lago 2"), "too much"]
    assert merged(ADA, long) == [(2, ADA), (3, long)]


def test_a_record_that_is_too_short_is_filled_up():
    assert merged(ADA, ["", "", "", "", ""][:3] + ["x"]) == [(2, [*ADA, "", "", "", "x", ""])]


def test_blank_records_between_change_nothing():
    assert merged(ADA, [], more("Via Lago 2")) == [(2, [*ADA, *more("Via Lago 2")])]


def test_records_are_merged_while_they_are_read():
    def endless():
        number = 2
        while True:
            yield number, ADA
            yield number + 1, more("Via Lago 2")
            number += 2

    assert next(iter(formats["magento-composite"].merge(endless(), HEADER)))[0] == 2


def test_what_the_merchant_leaves_out_of_the_first_address_is_left_out_of_all():
    form = formats["magento-composite"]
    mapping = suggest(HEADER, form)
    mapping = mapping.choose(["email", None, "first_name", "last_name", None])
    ((_number, cells),) = merged(ADA, more("Via Lago 2"))
    assert compile(mapping, form)(cells) == {"email": "ada@example.com", "first_name": "Ada", "last_name": "Neri"}
