"""Lists that no shop wrote: heads in Italian and English."""

import pytest

from oscar_clienti.services.imports.formats import generic
from oscar_clienti.services.imports.mapping import suggest

from .zoo import read


def columns(*header, labels=None):
    return suggest(list(header), labels=labels).columns


def test_an_italian_list():
    assert read("generic-italian").people[0] == {
        "first_name": "Ada",
        "last_name": "Neri",
        "email": "ada.neri@example.com",
        "phone": "+39 011 5550100",
        "company": "Neri Srl",
        "vat_number": "IT00000000000",
        "tax_code": "NREDAA79L54L219X",
        "address1_line1": "Via Po, 1",
        "address1_postcode": "00100",
        "address1_line4": "Torino",
        "address1_state": "TO",
        "address1_country": "Italia",
        "group": "Rivenditori",
        "tags": "vip,torino",
        "tax_exempt": "sì",
        "birthday": "14/07/1979",
        "email_consent": "sì",
    }


def test_an_italian_list_leaves_roles_and_what_nobody_knows_behind():
    assert read("generic-italian").stays == [
        "Ruolo: 1 person has a role in the other shop. Nobody gets rights by an import.",
        "Colore preferito: 2 people have a value. The column is left out.",
    ]


def test_an_english_list():
    assert read("generic-english").people[0] == {
        "name": "Ada Neri",
        "email": "ada.neri@example.com",
        "phone": "+39 011 5550100",
        "company": "Neri Srl",
        "vat_number": "IT00000000000",
        "address1_line1": "Via Po 1",
        "address1_line4": "Torino",
        "address1_postcode": "00100",
        "address1_country": "Italy",
        "birthday": "1979-07-14",
        "group": "Wholesale",
    }


def test_an_english_list_leaves_the_second_telephone_and_foreign_numbers_behind():
    assert read("generic-english").stays == [
        "Mobile: 2 people have a value. The column is left out.",
        "ID: 5 people have a value. The column is left out.",
    ]


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("nome", "name"),
        ("cognome", "last_name"),
        ("e-mail", "email"),
        ("Indirizzo e-mail", "email"),
        ("telefono", "phone"),
        ("azienda", "company"),
        ("RAGIONE SOCIALE", "company"),
        ("partita iva", "vat_number"),
        ("p.iva", "vat_number"),
        ("P. IVA", "vat_number"),
        ("codice fiscale", "tax_code"),
        ("C.F.", "tax_code"),
        ("gruppo", "group"),
        ("etichette", "tags"),
        ("tag", "tags"),
        ("Esente IVA", "tax_exempt"),
        ("data di nascita", "birthday"),
        ("lingua", "language"),
        ("password", "password"),
        ("newsletter", "email_consent"),
        ("email_consent", "email_consent"),
        ("Phone (evenings)", "phone"),
        ("date_joined", "date_joined"),
    ],
)
def test_a_head_by_itself(head, key):
    assert columns(head) == (key,)


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("cap", "address1_postcode"),
        ("città", "address1_line4"),
        ("CITTA'", "address1_line4"),
        ("provincia", "address1_state"),
        ("nazione", "address1_country"),
        ("paese", "address1_country"),
        ("Zip code", "address1_postcode"),
        ("Country Code", "address1_country"),
    ],
)
def test_a_head_beside_a_street(head, key):
    assert columns("indirizzo", head) == ("address1_line1", key)


@pytest.mark.parametrize("head", ["id", "ID", "stato", "note", "", "is_staff", "superuser", "permessi", "ruolo"])
def test_what_is_never_guessed(head):
    assert columns("email", head) == ("email", None)


def test_a_number_is_not_ours_even_under_our_label():
    assert columns("email", "Number", labels={"Number": "id"}) == ("email", None)


def test_a_name_beside_a_surname_is_the_first_name():
    assert columns("Nome", "Cognome") == ("first_name", "last_name")


def test_a_name_alone_is_the_whole_name():
    assert columns("Nome", "E-mail") == ("name", "email")


def test_an_address_needs_a_street():
    assert columns("E-mail", "CAP", "Città") == ("email", None, None)


def test_the_number_of_the_house_needs_a_street_too():
    assert columns("E-mail", "Civico") == ("email", None)


def test_of_two_columns_that_mean_the_same_the_first_is_taken():
    assert columns("Telefono", "Cellulare", "Telefono") == ("phone", None, None)


def test_labels_of_our_columns_go_before_words():
    assert columns("Note", "Telefono", labels={"Telefono": "sms_consent_source", "Note": "source"}) == (
        "source",
        "sms_consent_source",
    )


def test_labels_are_certain_and_words_are_not():
    mapping = suggest(["Ragione sociale", "Cliente dal"], labels={"Cliente dal": "date_joined"})
    assert mapping.automatic == {0, 1}
    assert mapping.certain == {1}


def test_labels_that_differ_in_brackets_are_not_mixed_up():
    labels = {"Address 1 (street)": "address1_line1", "Address 1 (city)": "address1_line4"}
    assert columns("Address 1 (city)", "Address 1 (street)", labels=labels) == ("address1_line4", "address1_line1")


def test_a_list_of_nobody_says_nothing_about_passwords():
    assert generic.notes() == []
