"""Every shop's file is recognised as that shop's, and as no other."""

import pytest

from oscar_clienti.services.imports.formats import Format, formats, recognise
from oscar_clienti.services.imports.formats.keys import KEYS
from oscar_clienti.services.imports.mapping import suggest

from .zoo import ZOO, read

EXPECTED = {
    "bagisto": "bagisto",
    "bigcommerce": "bigcommerce",
    "bigcommerce-bulk-edit": "bigcommerce-bulk-edit",
    "ecwid": "ecwid",
    "generic-english": None,
    "generic-italian": None,
    "magento": "magento",
    "magento-addresses": "magento-addresses",
    "magento-composite": "magento-composite",
    "magento-grid": "magento-grid",
    "open2b": "open2b",
    "own": "own",
    "prestashop": "prestashop",
    "prestashop-addresses": "prestashop-addresses",
    "prestashop-export": "prestashop-export",
    "shopify": "shopify",
    "shopify-old": "shopify",
    "shopify-template": "shopify",
    "shopware": "shopware",
    "spree": "spree",
    "woocommerce-analytics": "woocommerce-analytics",
    "woocommerce-suite": "woocommerce-suite",
    "woocommerce-users-csv": "woocommerce-users-csv",
    "woocommerce-webkul": "woocommerce-webkul",
}
# Magento's single file is a file of customers with more columns, and is asked for first.
ALSO = {"magento-composite": {"magento"}}


def key_of(header, labels=None):
    found = recognise(header, labels)
    return found.key if found else None


def test_every_file_of_the_zoo_is_expected():
    assert {path.stem for path in ZOO.glob("*.csv")} == set(EXPECTED)


def test_every_format_has_a_file_in_the_zoo():
    assert {item.key for item in formats} == {key for key in EXPECTED.values() if key}


@pytest.mark.parametrize(("name", "key"), EXPECTED.items())
def test_a_file_is_recognised_as_what_it_is(name, key):
    assert key_of(read(name).header) == key


@pytest.mark.parametrize(("name", "key"), EXPECTED.items())
def test_a_file_is_taken_for_no_other_shops(name, key):
    others = {item.key for item in formats if item.recognises(read(name).header)} - {key}
    assert others == ALSO.get(name, set())


@pytest.mark.parametrize("name", EXPECTED)
def test_case_blanks_and_the_mark_of_the_encoding_do_not_matter(name):
    header = ["\ufeff" + cell.upper() + " " for cell in read(name).header]
    assert key_of(header) == EXPECTED[name]


def test_a_mark_that_was_read_as_letters_does_not_matter():
    header = read("magento").header
    assert key_of(["ï»¿" + header[0], *header[1:]]) == "magento"


@pytest.mark.parametrize("name", [name for name, key in EXPECTED.items() if key != "ecwid"])
def test_the_order_of_the_columns_does_not_matter(name):
    assert key_of(read(name).header[::-1]) == EXPECTED[name]


def test_a_shopify_file_without_consents_is_still_shopifys():
    assert key_of(["First Name", "Email", "Default Address Address1"]) == "shopify"


@pytest.mark.parametrize("header", [["name", "email", "password"], ["nome", "e-mail", "password"]])
def test_ecwids_three_columns_in_both_languages(header):
    assert key_of(header) == "ecwid"


def test_three_columns_and_one_more_are_not_ecwids():
    assert key_of(["name", "email", "password", "phone"]) is None


@pytest.mark.parametrize("header", [[], [""], ["email"], ["a", "b"], ["name", "email"], ["Password"]])
def test_a_list_that_nobody_knows_is_nobodys(header):
    assert key_of(header) is None


def test_our_own_export_is_known_by_the_labels_of_its_columns():
    labels = {"E-mail": "email", "Nome": "first_name", "Esente da imposte": "tax_exempt", "N.": "id"}
    assert key_of(["N.", "E-mail", "Nome", "Esente da imposte"], labels) == "own"


def test_labels_that_were_folded_are_known_too():
    labels = {"e-mail": "email", "nome": "first_name", "esente da imposte": "tax_exempt"}
    assert key_of(["E-mail", "Nome", "Esente da imposte"], labels) == "own"


def test_our_own_export_may_have_a_column_of_a_store():
    labels = {"E-mail": "email", "Nome": "first_name", "Punti": "points", "Fonte": "source"}
    assert key_of(["E-mail", "Nome", "Punti", "Fonte"], labels) == "own"


def test_our_own_export_may_have_a_column_that_the_merchant_added():
    assert key_of([*read("own").header, "Da richiamare"]) == "own"


def test_a_hand_made_list_with_numbers_is_not_taken_for_ours():
    """Its numbers are not ours: people would be changed who have the same number here."""
    assert key_of(["id", "name", "email", "phone"]) is None


@pytest.mark.parametrize("name", EXPECTED)
def test_only_columns_that_exist_are_filled(name):
    found = read(name)
    constants = found.format.constants if found.format else {}
    assert {*found.keys.values(), *constants} <= set(KEYS)


@pytest.mark.parametrize("item", formats, ids=lambda item: item.key)
def test_every_format_fills_columns_that_exist(item):
    keys = {getattr(match, "key", match) for match in item.columns.values()}
    assert {*keys, *item.constants} <= set(KEYS)


@pytest.mark.parametrize("item", formats, ids=lambda item: item.key)
def test_the_names_of_columns_are_written_as_they_are_looked_up(item):
    names = {*item.columns, *item.left, *(name for signature in item.signatures for name in signature)}
    assert {name for name in names if item.fold(name) != name} == set()


@pytest.mark.parametrize("name", [name for name, key in EXPECTED.items() if key != "own"])
def test_no_other_shops_number_is_taken_for_ours(name):
    assert "id" not in read(name).keys.values()


class Loyalty(Format):
    """What the till of a store writes."""

    key = "till"
    label = "The till"
    signatures = (frozenset(("email", "points")),)
    columns = {"email": "email", "accepts email marketing": "sms_consent"}


@pytest.fixture
def till():
    yield formats.register(Loyalty())
    formats.unregister("till")


def test_a_stores_own_format_goes_before_ours(till):
    assert recognise(["Email", "Points", "Accepts Email Marketing"]) is till


def test_a_stores_own_format_says_what_its_columns_fill(till):
    header = ["Email", "Points", "Accepts Email Marketing"]
    assert suggest(header, till).columns == ("email", None, "sms_consent")


def test_a_stores_own_format_leaves_other_files_alone(till):
    assert key_of(read("shopify").header) == "shopify"
