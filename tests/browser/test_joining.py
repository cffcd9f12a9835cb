"""A joining rule says while it is typed who would enter, and does it when it is applied."""

import re

import pytest
from oscar.test.factories import create_order
from playwright.sync_api import expect

from oscar_clienti.models import Customer, CustomerGroup
from oscar_clienti.services import memberships


def rule_page(page, group):
    page.goto(f"{re.match(r'https?://[^/]+', page.url)[0]}/dashboard/users/groups/{group.pk}/edit/")
    page.get_by_role("link", name="Set a rule").click()
    expect(page.get_by_role("heading", name="Automatic joining: “VIP”")).to_be_visible()


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
def test_the_preview_follows_the_figures_and_is_what_happens(page):
    vip = CustomerGroup.objects.get(name="VIP")
    ada = Customer.objects.get(email="ada.rossi@example.com")
    Customer.objects.filter(pk=ada.pk).update(group=vip, group_key="vip", group_by_rule=True)
    rule_page(page, vip)
    preview = page.locator("#cl-joining")
    expect(preview).to_contain_text("Say how much must have been spent")
    page.fill("#id_min_orders", "1")
    expect(preview).to_contain_text("1 enter, 1 leave")
    expect(preview).to_contain_text("Bob Rossi")
    expect(preview).to_contain_text("Ada Rossi")
    page.get_by_label("Who falls below leaves the group").uncheck()
    expect(preview).to_contain_text("1 enter, 0 leave")
    page.get_by_role("button", name="Save and apply now").click()
    expect(page.get_by_text("1 customer entered the group.")).to_be_visible()
    expect(page.get_by_text("1 entered, 0 left")).to_be_visible()
    assert set(Customer.objects.filter(group=vip).values_list("first_name", flat=True)) == {"Ada", "Bob"}


def test_the_list_of_a_preview_keeps_what_was_typed(page):
    vip = CustomerGroup.objects.get(name="VIP")
    rule_page(page, vip)
    page.fill("#id_min_orders", "1")
    with page.expect_popup() as opened:
        page.locator("#cl-joining").get_by_role("link", name="Show the list").click()
    expect(opened.value.get_by_role("heading", name="Who would enter “VIP”")).to_be_visible()
    expect(opened.value.get_by_role("link", name="Bob Rossi")).to_be_visible()
    expect(page.locator("#id_min_orders")).to_have_value("1")


def test_an_order_brings_the_group_and_the_list_shows_it(page):
    vip = CustomerGroup.objects.get(name="VIP")
    memberships.set_rule(vip, min_orders=2, by=None)
    bob = Customer.objects.get(email="bob.rossi@example.com")
    create_order(user=bob.user, number="100778")
    page.goto(f"{page.url.split('?')[0]}?group={vip.pk}")
    expect(page.locator("#cl-results")).to_contain_text("Bob Rossi")
