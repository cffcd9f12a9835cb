"""A merchant exempts Bob from taxes, renews it, and ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from oscar.test.factories import CountryFactory
from playwright.sync_api import expect

from oscar_clienti.models import TaxExemption
from oscar_clienti.services import taxes

from .test_customers import NARROW, fits, open_profile, user_of

pytestmark = pytest.mark.django_db
PAPER = {"name": "Certificato.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paper"}


def card(page):
    return page.locator("#card-taxes")


def bob():
    return user_of("Bob", "Rossi").customer


def test_bob_is_exempted_and_pays_again(page, shop):
    CountryFactory(iso_3166_1_a2="CH", printable_name="Switzerland", is_shipping_country=True)
    open_profile(page, shop)
    expect(card(page)).to_contain_text("Pays taxes as usual")
    card(page).get_by_role("link", name="Edit taxes").click()
    page.check("#id_exempt")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator("#field-reason .cl-error")).to_contain_text("Say why")
    page.fill("#id_reason", "Embassy, note 5")
    page.fill("#id_valid_until", str(timezone.localdate() + timedelta(days=12)))
    page.locator("#field-countries .select2-selection").click()
    page.locator(".select2-results__option", has_text="Switzerland").click()
    page.set_input_files("#id_certificate", PAPER)
    page.click(".cl-savebar .btn-primary")
    for words in ("Tax-exempt", "Embassy, note 5", "ends in 12 days", "Switzerland"):
        expect(card(page)).to_contain_text(words)
    with page.expect_download() as download:
        card(page).get_by_role("link", name="Certificato.pdf").click()
    assert download.value.suggested_filename == "Certificato.pdf"

    card(page).get_by_role("link", name="Edit taxes").click()
    page.uncheck("#id_exempt")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator(".cl-consequences")).to_contain_text("pays taxes from now on")
    page.click(".cl-savebar .btn-danger")
    expect(card(page)).to_contain_text("Pays taxes as usual")
    assert not TaxExemption.objects.exists()


def test_the_list_leads_to_those_that_end_soon(page, shop):
    taxes.grant(bob(), reason="Embassy", valid_until=timezone.localdate(), by=None)
    page.reload()
    page.locator(".cl-health a", has_text="Show").click()
    expect(page.locator(".cl-customers tbody tr")).to_have_count(1)
    expect(page.locator(".cl-chip")).to_contain_text("ends within 30 days")


@NARROW
def test_card_and_form_fit_a_phone(page, shop):
    taxes.grant(bob(), reason="Embassy " * 20, valid_until=timezone.localdate(), certificate=None, by=None)
    open_profile(page, shop)
    assert fits(page)
    card(page).get_by_role("link", name="Edit taxes").click()
    page.wait_for_selector("#id_reason")
    assert fits(page)
