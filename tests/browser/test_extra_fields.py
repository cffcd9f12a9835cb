"""A merchant defines a field, a shopper answers it in the account, staff finds the shopper by the answer."""

import pytest
from playwright.sync_api import expect

from oscar_clienti.models import ExtraField
from oscar_clienti.services import extra_fields
from oscar_clienti.services.extra_fields import Choice
from tests.conftest import make_user, proven

from .test_customers import NARROW, fits

pytestmark = pytest.mark.django_db


def sign_in(page, shop):
    """As Dora, who buys here."""
    proven(make_user("dora@example.com", first_name="Dora", last_name="Conti", password="dora-buys-here"))
    page.goto(f"{shop.url}/accounts/login/")
    page.click(".cl-with-password > summary")
    page.fill("#id_login", "dora@example.com")
    page.fill("#id_password", "dora-buys-here")
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")


def test_from_the_question_to_the_answer_to_the_list(page, shop, chromium):
    page.goto(f"{shop.url}/dashboard/users/extra-fields/")
    page.get_by_role("link", name="Add a field").click()
    expect(page.locator("#id_new_choices")).to_be_hidden()
    page.fill("#id_label", "Shirt size")
    # With the mouse, in the list that Oscar puts over the browser's own.
    page.locator("#id_kind + .select2").click()
    page.get_by_role("option", name="One of several choices").click()
    page.fill("#id_new_choices", "Small | Piccola\nLarge | Grande")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator(".cl-labels")).to_contain_text("Shirt size")

    shopper = chromium.new_context(locale="it-IT").new_page()
    shopper.set_default_timeout(15_000)
    sign_in(shopper, shop)
    shopper.goto(f"{shop.url}/accounts/profile/edit/")
    shopper.select_option("#id_extra-shirt_size", label="Grande")
    shopper.locator("#profile_form button[type=submit]").click()
    shopper.wait_for_selector("text=Grande")
    shopper.context.close()

    page.goto(f"{shop.url}/dashboard/users/")
    page.get_by_role("link", name="Filter").first.click()
    sheet = page.locator(".cl-sheet-form")
    sheet.locator("summary", has_text="Shirt size").click()
    sheet.get_by_label("Large").check()
    expect(page.locator(".cl-customers tbody tr")).to_have_count(1)
    expect(page.locator(".cl-customers tbody")).to_contain_text("Dora Conti")
    expect(page.locator("#cl-results")).to_contain_text("Shirt size: Large")


@NARROW
def test_the_pages_fit_a_phone(page, shop):
    choices = [Choice("Small", {"it": "Piccola"}), Choice("Large")]
    field = extra_fields.define(kind="choice", label="Shirt size", choices=choices, by=None)
    for address in ("", "add/", f"{field.pk}/edit/", f"{field.pk}/retire/"):
        page.goto(f"{shop.url}/dashboard/users/extra-fields/{address}")
        assert fits(page), address
    assert ExtraField.objects.count() == 1
