"""All that match, in a browser: chosen in the bar, confirmed, done on the job's page; and a segment."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from oscar_clienti.models import Customer, Segment
from oscar_clienti.services import sync

NARROW = pytest.mark.parametrize("page", [390], indirect=True)


def crowd(number):
    User = get_user_model()
    emails = [f"guest{n}@example.com" for n in range(number)]
    User.objects.bulk_create(
        User(**{"email": email, User.USERNAME_FIELD: email}, first_name="Guest", password="!") for email in emails
    )
    sync.refresh(User.objects.filter(is_staff=False).values_list("pk", flat=True))


def choose_the_page(page):
    page.check("thead [data-cl-all]")
    expect(page.locator("[data-cl-chosen]")).to_have_text("20 chosen")


def test_all_that_match_are_done_on_the_page_of_their_job(page, shop):
    crowd(600)
    page.goto(f"{shop.url}/dashboard/users/?q=guest")
    choose_the_page(page)
    page.get_by_label("choose all 600 that match").check()
    expect(page.locator("[data-cl-chosen]")).to_have_text("600 chosen")
    page.click("[data-cl-actionbar] >> text=Make tax-exempt")
    expect(page.locator(".cl-effect")).to_contain_text("600 customers are exempt")
    expect(page.locator(".cl-chips")).to_contain_text("guest")
    page.click(".cl-savebar >> text=Make tax-exempt")
    expect(page).to_have_url(re.compile(r"/jobs/\d+/"))
    expect(page.locator("body")).to_contain_text("600 customers were changed.", timeout=60_000)
    assert Customer.objects.filter(tax_exempt=True).count() == 600


def test_all_that_match_are_at_least_all_of_this_page(page):
    page.check("input[name=selected] >> nth=0")
    page.check("[data-cl-across]")
    expect(page.locator("tr.cl-chosen")).to_have_count(20)
    expect(page.locator("[data-cl-chosen]")).to_have_text("30 chosen")


def test_taking_away_one_row_takes_back_all_that_match(page):
    choose_the_page(page)
    page.check("[data-cl-across]")
    page.uncheck("input[name=selected] >> nth=3")
    expect(page.locator("[data-cl-chosen]")).to_have_text("19 chosen")
    assert not page.locator("[data-cl-across]").is_checked()


def test_deleting_is_not_offered_for_all_that_match(page):
    choose_the_page(page)
    page.check("[data-cl-across]")
    expect(page.locator("[data-cl-only-chosen]")).to_be_disabled()
    expect(page.locator(".cl-across-not")).to_be_visible()


def test_a_filter_becomes_a_segment_and_opens_from_the_menu(page, shop):
    page.goto(f"{shop.url}/dashboard/users/?orders_from=1")
    page.click("text=Save as segment")
    page.fill("#id_name", "Buyers")
    page.click("text=Save >> nth=-1")
    expect(page.locator(".alert-success, .messages")).to_contain_text("Buyers")
    page.goto(f"{shop.url}/dashboard/users/")
    page.click(".cl-segments summary")
    page.click(".cl-segments >> text=Buyers")
    expect(page.locator(".cl-customers tbody tr")).to_have_count(1)
    assert Segment.objects.get().query == "orders_from=1"


@NARROW
def test_on_a_phone_the_bar_and_the_segments_fit(page, shop):
    page.goto(f"{shop.url}/dashboard/users/segments/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(f"{shop.url}/dashboard/users/")
    page.check("input[name=selected] >> nth=0")
    page.check("[data-cl-across]")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
