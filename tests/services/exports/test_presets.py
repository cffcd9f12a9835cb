"""Ready-made sheets."""

import pytest
from oscar.test.factories import UserAddressFactory

from oscar_clienti.models import Customer
from oscar_clienti.services import consents
from oscar_clienti.services.exports import Entry, Preset, Selection, export_presets
from oscar_clienti.services.file_columns import file_columns
from oscar_clienti.services.imports.formats import recognise
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("key", "shop"), [("shopify", "shopify"), ("magento", "magento"), ("all", "own")])
def test_heads_are_those_that_the_other_shop_writes(key, shop):
    labels = {str(column.label).casefold(): column.key for column in file_columns}
    found = recognise(export_presets[key].sheet().headings, labels)
    assert found is not None and found.key.startswith(shop)


@pytest.mark.parametrize("key", [preset.key for preset in export_presets])
def test_no_preset_holds_passwords(key):
    assert not {column for column in export_presets[key].sheet().keys if file_columns[column].secret}


def test_all_holds_whatever_can_be_exported_but_for_rare_addresses():
    keys = {column.key for column in file_columns if column.exportable}
    rare = {key for key in keys if key.startswith(("address3", "address4", "address5"))}
    assert set(export_presets["all"].sheet().keys) == keys - rare


def test_shopify(shop, read):
    consents.grant(customer_of(shop[0]), channel="email", source="checkout", wording="May we?", by=None)
    address = UserAddressFactory(user=shop[0], line1="Via Po 1", line4="Torino", postcode="00100")
    head, bob, _carol = read(sheet=export_presets["shopify"].sheet())
    row = dict(zip(head, bob, strict=True))
    assert len(head) == 17
    assert (row["Accepts Email Marketing"], row["Accepts SMS Marketing"], row["Tax Exempt"]) == ("yes", "no", "no")
    assert (row["Default Address Zip"], row["Default Address Country Code"]) == ("00100", address.country_id)
    assert row["Phone"] == "'+39 011 555"


def test_magento_finds_numbers_without_an_apostrophe_and_no_formula(shop, read):
    Customer.objects.filter(pk=shop[0].pk).update(vat_number="+39 0011", first_name="=1+1")
    head, bob, _carol = read(sheet=export_presets["magento"].sheet())
    row = dict(zip(head, bob, strict=True))
    assert (row["_website"], row["taxvat"], row["firstname"]) == ("base", "+39 0011", "'=1+1")


def test_a_newsletter_warns_of_those_who_did_not_agree(shop):
    consents.grant(customer_of(shop[0]), channel="email", source="checkout", wording="May we?", by=None)
    everybody = Selection.everybody().customers()
    assert export_presets["newsletter"].warning(everybody).startswith("1 of these customers did not agree")


def test_a_newsletter_to_those_who_agreed_is_fine(shop):
    assert export_presets["newsletter"].warning(Selection.matching("marketing=yes").customers()) == ""


def test_other_presets_warn_of_nobody(shop):
    assert export_presets["all"].warning(Selection.everybody().customers()) == ""


def test_a_preset_of_the_stores_own(shop, read):
    preset = Preset("fair", "For the fair", lambda: [Entry("Mail", file_columns["email"], str.upper)])
    assert read(sheet=preset.sheet()) == [["Mail"], ["BOB@EXAMPLE.COM"], ["CAROL@EXAMPLE.COM"]]
