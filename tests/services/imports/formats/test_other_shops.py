"""Files of shops that write one kind of file each, and our own."""

from .zoo import read


def test_shopware():
    ada = read("shopware").people[0]
    assert ada == {
        "first_name": "Ada",
        "last_name": "Neri",
        "email": "ada.neri@example.com",
        "active": "1",
        "group": "Standard customer group",
        "language": "it",
        "company": "Neri Srl",
        "address1_first_name": "Ada",
        "address1_last_name": "Neri",
        "address1_line1": "Via Po 1",
        "address1_postcode": "00100",
        "address1_line4": "Torino",
        "address1_country": "IT",
        "address1_phone_number": "+39 011 5550100",
        "address1_is_default_for_billing": "yes",
        "address2_first_name": "Ada",
        "address2_last_name": "Neri",
        "address2_line1": "Via Lago 2",
        "address2_postcode": "14100",
        "address2_line4": "Asti",
        "address2_country": "IT",
        "address2_phone_number": "",
        "address2_is_default_for_shipping": "yes",
    }


def test_languages_by_name_or_code():
    assert [person["language"] for person in read("shopware").people] == ["it", "en", "en", "it", "it"]


def test_shopware_leaves_this_behind():
    assert read("shopware").stays == [
        "salutation: 4 people have a value. There is no place for it here.",
        "guest: 2 people bought without an account. The import makes customers of them.",
        "billing_salutation: 4 people have a value. There is no place for it here.",
        "shipping_salutation: 4 people have a value. There is no place for it here.",
        "shipping_company: 1 person has a value. There is no place for it here.",
        "id, customer_number, billing_id, shipping_id are numbers of the other shop. People are found by their e-mail"
        " address here.",
        "sales_channel, payment_method, account_type are settings of the other shop and not needed here.",
        "Passwords of Shopware don't come along: the file doesn't have them. People sign in by a link.",
    ]


def test_spree():
    assert read("spree").people[0] == {
        "email": "ada.neri@example.com",
        "first_name": "Ada",
        "last_name": "Neri",
        "phone": "+39 011 5550100",
        "email_consent": "true",
        "tags": "retail, torino",
        "company": "Neri Srl",
        "address1_line1": "Via Po 1",
        "address1_line2": "Scala B",
        "address1_line4": "Torino",
        "address1_state": "TO",
        "address1_country": "IT",
        "address1_postcode": "00100",
    }


def test_all_spellings_of_yes_in_spree():
    found = [person["email_consent"] for person in read("spree").people]
    assert found == ["true", "yes", "false", "1", "no"]


def test_bagisto():
    assert read("bagisto").people[0] == {
        "email": "ada.neri@example.com",
        "group": "wholesale",
        "first_name": "Ada",
        "last_name": "Neri",
        "phone": "+39 011 5550100",
        "birthday": "1979-07-14",
    }


def test_bagisto_leaves_this_behind():
    assert read("bagisto").stays == [
        "gender: 5 people have a value. There is no place for it here.",
        "Passwords of Bagisto don't come along: the file doesn't have them. People sign in by a link.",
    ]


def test_ecwid():
    assert read("ecwid").people[0] == {
        "name": "Ada Neri",
        "email": "ada.neri@example.com",
        "password": "invented-Pass-1",
    }


def test_ecwid_leaves_nothing_behind():
    assert read("ecwid").stays == []


def test_open2b():
    assert read("open2b").people[0] == {
        "email": "ada.neri@example.com",
        "password": "invented-Pass-1",
        "active": "1",
        "first_name": "Ada",
        "last_name": "Neri",
        "tax_code": "NREDAA79L54L219X",
        "company": "Neri Srl",
        "vat_number": "IT00000000000",
        "address1_line1": "Via Po 1",
        "address1_line4": "Torino",
        "address1_postcode": "00100",
        "address1_state": "TO",
        "address1_country": "IT",
        "phone": "+39 011 5550100",
        "group": "Rivenditori",
    }


def test_open2b_leaves_this_behind():
    assert read("open2b").stays == [
        "R.E.A.: 1 person has a value. There is no place for it here.",
        "Code is a number of the other shop. People are found by their e-mail address here.",
    ]


def test_our_own_export_comes_back_as_it_went():
    own = read("own")
    assert own.people[0] == dict(zip(own.header, own.rows[0], strict=True))


def test_our_own_export_leaves_nothing_behind():
    assert read("own").stays == []
