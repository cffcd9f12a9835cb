"""Files of PrestaShop: the two that it imports, and the list that it exports."""

from .zoo import read


def test_a_customer():
    assert read("prestashop").people[0] == {
        "active": "1",
        "email": "ada.neri@example.com",
        "password": "invented-Pass-1",
        "birthday": "1979-07-14",
        "first_name": "Ada",
        "last_name": "Neri",
        "email_consent": "1",
        "date_joined": "2024-05-06",
        "group": "Rivenditori",
    }


def test_of_several_groups_the_first_name_is_taken_and_numbers_are_not():
    assert [person["group"] for person in read("prestashop").people] == [
        "Rivenditori",
        "Customer",
        "",
        "",
        "Rivenditori",
    ]


def test_a_birthday_of_zeros_is_none():
    assert read("prestashop").people[1]["birthday"] == ""


def test_what_stays_behind():
    assert read("prestashop").stays == [
        "Titles ID (Mr = 1, Ms = 2, else 0): 4 people have a value. There is no place for it here.",
        "Opt-in (0/1): 2 people said yes to offers of partners. This shop doesn't ask for that.",
        "Groups (x,y,z...): 3 people have several groups, or a number instead of a name. Everybody has one group"
        " here: the first that is named.",
        "Default group ID: 3 people are in group 3. The file has only the number: create a group, and choose it for"
        " these people.",
        "Default group ID: 2 people are in group 4. The file has only the number: create a group, and choose it for"
        " these people.",
        "Customer ID is a number of the other shop. People are found by their e-mail address here.",
    ]


def test_addresses_find_their_people_by_e_mail_in_any_case():
    ada = read("prestashop-addresses").people[0]
    assert ada["email"] == "ada.neri@example.com"
    assert (ada["address1_line1"], ada["address2_line1"]) == ("Via Po 1", "Via Lago 2")


def test_an_address():
    assert read("prestashop-addresses").people[2] == {
        "email": "carol.wise@example.com",
        "company": "Wise Ltd",
        "phone": "",
        "vat_number": "GB000000000",
        "tax_code": "",
        "address1_first_name": "Carol",
        "address1_last_name": "Wise",
        "address1_line1": "1 Mill Road",
        "address1_line2": "",
        "address1_line4": "Leeds",
        "address1_state": "",
        "address1_postcode": "LS1 9ZZ",
        "address1_country": "United Kingdom",
        "address1_phone_number": "",
        "address1_notes": "",
    }


def test_that_dni_is_the_tax_code_is_not_certain():
    found = read("prestashop-addresses")
    dni = found.header.index("DNI")
    assert dni in found.mapping.automatic - found.mapping.certain


def test_of_addresses_numbers_and_names_stay_behind():
    assert read("prestashop-addresses").stays == [
        "Alias*: 5 people have a value. There is no place for it here.",
        "Address ID, Customer ID are numbers of the other shop. People are found by their e-mail address here.",
        "Active (0/1) is a setting of the other shop and not needed here.",
    ]


def test_the_list_of_the_back_office():
    assert read("prestashop-export").people[1] == {
        "first_name": "Bob",
        "last_name": "Fisher",
        "email": "bob.fisher@example.com",
        "group": "Customer",
        "company": "",
        "active": "1",
        "email_consent": "0",
        "date_joined": "2023-12-31 00:05:00",
    }


def test_the_list_leaves_this_behind():
    assert read("prestashop-export").stays == [
        "Social title: 4 people have a value. There is no place for it here.",
        "Sales: 3 people have a value. It is counted from the orders here, and not imported.",
        "Partner offers: 2 people said yes to offers of partners. This shop doesn't ask for that.",
        "Last visit: 2 people have a value. There is no place for it here.",
        "ID is a number of the other shop. People are found by their e-mail address here.",
        "Passwords of PrestaShop (export) don't come along: the file doesn't have them. People sign in by a link.",
    ]
