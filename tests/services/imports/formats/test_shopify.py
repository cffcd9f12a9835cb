"""Files of Shopify: the export, the template, and the head of earlier years."""

import pytest

from .zoo import read


@pytest.fixture
def export():
    return read("shopify")


def test_what_the_columns_fill(export):
    assert export.keys == {
        "First Name": "first_name",
        "Last Name": "last_name",
        "Email": "email",
        "Accepts Email Marketing": "email_consent",
        "Default Address Company": "company",
        "Default Address Address1": "address1_line1",
        "Default Address Address2": "address1_line2",
        "Default Address City": "address1_line4",
        "Default Address Province Code": "address1_state",
        "Default Address Country Code": "address1_country",
        "Default Address Zip": "address1_postcode",
        "Default Address Phone": "address1_phone_number",
        "Phone": "phone",
        "Accepts SMS Marketing": "sms_consent",
        "Tax Exempt": "tax_exempt",
        "Tags": "tags",
    }


def test_the_text_for_each_column(export):
    assert export.people[0] == {
        "first_name": "Ada",
        "last_name": "Neri",
        "email": "ada.neri@example.com",
        "email_consent": "no",
        "company": "Neri Srl",
        "address1_line1": "Via Po 1",
        "address1_line2": "",
        "address1_line4": "Torino",
        "address1_state": "TO",
        "address1_country": "IT",
        "address1_postcode": "00100",
        "address1_phone_number": "+39 011 5550100",
        "address1_is_default_for_shipping": "yes",
        "address1_is_default_for_billing": "yes",
        "phone": "+39 011 5550101",
        "sms_consent": "no",
        "tax_exempt": "yes",
        "tags": "retail, ag-exempt",
    }


def test_who_has_no_address_gets_no_default_address(export):
    assert "address1_is_default_for_billing" not in export.people[2]


def test_an_apostrophe_inside_a_name_stays(export):
    assert export.people[2]["last_name"] == "D'Àvila, jr."


def test_what_stays_behind(export):
    assert export.stays == [
        "Total Spent: 2 people have a value. It is counted from the orders here, and not imported.",
        "Total Orders: 2 people have a value. It is counted from the orders here, and not imported.",
        "Note: 2 people have a value. There is no place for it here.",
        "Customer ID is a number of the other shop. People are found by their e-mail address here.",
        "Passwords of Shopify don't come along: the file doesn't have them. People sign in by a link.",
    ]


def test_the_template_leaves_only_passwords_behind():
    assert read("shopify-template").stays == [
        "Passwords of Shopify don't come along: the file doesn't have them. People sign in by a link."
    ]


def test_of_country_and_its_code_the_code_is_taken():
    assert read("shopify-old").people[1]["address1_country"] == "GB"


def test_that_country_and_province_are_written_twice_is_said():
    assert "Province, Country say again what other columns say." in read("shopify-old").stays


def test_a_country_without_its_code_is_taken():
    old = read("shopify-old")
    old.header[old.header.index("Country Code")] = "Continent"
    assert old.keys["Country"] == "address1_country"
