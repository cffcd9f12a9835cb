"""A merchant reads what happened with Bob, and what happened in the whole shop."""

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import expect

from oscar_clienti.models import Activity, Job
from oscar_clienti.services import activity

from .test_customers import NARROW, fits, open_profile, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(page, shop):
    bob = user_of("Bob", "Rossi")
    customer, alice = bob.customer, type(bob).objects.get(email="alice@shop.example")
    get_model("communication", "Email").objects.create(
        user=bob, email=bob.email, subject="Confirmation of order 100777", body_text="Thank you, Bob.", body_html=""
    )
    order = bob.orders.get()
    order.status_changes.create(old_status="Pending", new_status="Being processed")
    with activity.during(Job.objects.create(kind="import", title="Import of people.csv", state="done", by=alice)):
        activity.record(customer, "customer.created", by=alice)
    activity.record(customer, "sign_in.signed_in", by=bob, facts={"way": "code"})
    activity.record(customer, "consent.granted", by=bob, changes={"email_consent": (0, 1)})
    activity.record(customer, "customer.changed", by=alice, changes={"phone": ("", "+39 333 1234567")})
    activity.record(customer, "address.added", by=alice, facts={"address": "Via Po 1, Torino", "as": "Bob Rossi"})
    activity.record(customer, "vat.checked", by=None)
    return bob


def test_bobs_story_is_read_narrowed_and_followed(page, shop, story):
    open_profile(page, shop)
    page.locator(".cl-tab", has_text="Timeline").click()
    panel = page.locator("#cl-panel")
    for words in ("Order placed", "E-mail sent", "With a link or code", "Alice as Bob Rossi", "Import of people.csv"):
        expect(panel).to_contain_text(words)
    page.select_option("#activity-kind", "orders")
    expect(panel.locator(".cl-history > li")).to_have_count(2)
    expect(page).to_have_url(f"{shop.url}/dashboard/users/{story.pk}/?tab=activity&kind=orders")
    page.select_option("#activity-kind", "emails")
    expect(panel.locator(".cl-history > li")).to_have_count(1)
    panel.get_by_role("link", name="E-mail sent").click()
    expect(page.locator(".cl-email-text")).to_contain_text("Thank you, Bob.")


def test_a_long_story_is_turned_page_by_page(page, shop, story):
    Activity.objects.bulk_create([Activity(kind="tags.changed", customer_id=story.pk) for _n in range(30)])
    page.goto(f"{shop.url}/dashboard/users/{story.pk}/?tab=activity")
    expect(page.locator(".cl-history > li")).to_have_count(25)
    page.get_by_role("link", name="Older").click()
    expect(page.locator("#cl-panel")).to_contain_text("Order placed")
    page.get_by_role("link", name="To the newest").click()
    expect(page.locator(".cl-history > li")).to_have_count(25)


def test_the_log_of_the_shop_is_narrowed_and_taken_out(page, shop, story):
    page.goto(f"{shop.url}/dashboard/users/activity/")
    expect(page.locator(".cl-history")).to_contain_text("Bob Rossi")
    page.fill("#activity-customer", story.email)
    page.select_option("#activity-kind", "details")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".cl-history > li")).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "+39 333 1234567" in text and text.count("\n") == 4
    page.get_by_role("link", name="Show everything").click()
    expect(page.locator(".cl-history > li").first).to_contain_text("Activity log exported")


@NARROW
def test_timeline_and_log_fit_a_phone(page, shop, story):
    for path in (f"{story.pk}/?tab=activity", "activity/"):
        page.goto(f"{shop.url}/dashboard/users/{path}")
        expect(page.locator(".cl-history")).to_contain_text("Details changed")
        assert fits(page)
