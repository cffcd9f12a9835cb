"""Writing to many, in a browser: chosen in the list, written, looked at, sent, and the way out of it."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from oscar_clienti.models import ConsentState, Customer, Mailing, Segment
from oscar_clienti.services import consents

BOTH = pytest.mark.parametrize("page", [1280, 390], indirect=True)


@pytest.fixture
def readers(shop):
    """Every second customer said yes to marketing."""
    for customer in list(Customer.objects.shoppers().order_by("pk"))[::2]:
        consents.grant(customer, channel="email", source="account", wording="Yes", by=customer.user)


def write(page):
    page.fill("[name=subject-en]", "Summer bread, {first_name}")
    page.fill("[name=body-en]", "Dear ")
    page.click("[data-cl-insert='{first_name}']")
    expect(page.locator("[name=body-en]")).to_have_value("Dear {first_name}")
    page.fill("[name=body-en]", "Dear {first_name},\n\nour summer bread is back at {shop_name}.\n\nSee you soon!")
    page.click("text=Go on to the preview")


@BOTH
def test_from_the_list_to_the_mailbox_and_out_again(page, shop, readers):
    page.check("input[name=selected] >> nth=0")
    page.check("[data-cl-across]")
    page.click("[data-cl-actionbar] >> text=Write to them")
    expect(page.locator(".cl-effect")).to_have_text("30 chosen · 15 said yes to e-mail marketing · 15 will get it")
    write(page)
    reads = page.frame_locator(".cl-letter iframe").locator("body")
    expect(reads).to_contain_text("our summer bread is back")
    expect(reads).to_contain_text("Unsubscribe")
    page.click("text=Send to 15 customers")
    page.click(".cl-savebar >> text=Send to 15 customers")
    expect(page).to_have_url(re.compile(r"/jobs/\d+/"))
    expect(page.locator("body")).to_contain_text("15 e-mails were sent.", timeout=60_000)
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 15
    page.click("text=See who got it")
    expect(page.locator(".cl-kind-here")).to_contain_text("15 Sent")
    page.click(".cl-kind-skipped")
    expect(page.locator("body")).to_contain_text("No consent to e-mail marketing")
    way_out = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").split("/accounts/")[1]
    page.goto(f"{shop.url}/accounts/{way_out}")
    page.click('button:has-text("Unsubscribe")')
    expect(page.locator("body")).to_contain_text("You are unsubscribed")
    assert Customer.objects.get(email=mail.outbox[0].to[0]).email_consent == ConsentState.WITHDRAWN
    assert not page.problems


@BOTH
def test_a_segment_is_written_to_from_its_page(page, shop, readers):
    Segment.objects.create(name="Rossi family", query="q=rossi")
    page.goto(f"{shop.url}/dashboard/users/segments/")
    page.click("text=Write to them")
    expect(page.locator(".cl-effect")).to_contain_text("6 chosen")
    assert Mailing.objects.get().query == "q=rossi"
