"""Shop and customers write to each other: message → e-mail → answer by the link → badge → answer; contact form."""

import os
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from oscar_clienti.models import Conversation, Message, ReadyText
from oscar_clienti.services import conversations

from .test_customers import open_profile, user_of

pytestmark = pytest.mark.django_db
LIST = "/dashboard/users/messages/"


@pytest.fixture
def stranger(chromium, shop):
    """A browser in which nobody is signed in."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    yield page
    context.close()


def picture(page, name):
    """For whoever wants to look at the pages: a file for each, in the folder PICTURES."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def link_in(letter):
    return re.search(r"https?://[^/]+(/accounts/messages/reply/[\w-]{30,}/)", letter.body)[1]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_message_its_answer_and_the_answer_to_that(page, shop, stranger):
    ReadyText.objects.create(title="Ready to collect", subject="It is here, {first_name}", body="Dear {name}, come by!")
    open_profile(page, shop)
    page.get_by_role("tab", name="Messages").click()
    page.locator("#cl-panel").get_by_role("link", name="Write").click()
    expect(page.locator("h1")).to_have_text("Write to Bob Rossi")
    page.wait_for_load_state()  # The script that puts a ready-made text in comes last.
    picture(page, "write-empty")
    page.select_option("#cl-ready-text", label="Ready to collect")
    expect(page.locator("#id_subject")).to_have_value("It is here, Bob")
    expect(page.locator("#id_text")).to_have_value("Dear Bob Rossi, come by!")
    page.set_input_files("#id_uploads", {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Turn left"})
    picture(page, "write")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator(".cl-said-shop")).to_contain_text("Sent to bob.rossi@example.com")
    assert [letter.subject for letter in mail.outbox] == ["It is here, Bob"]

    stranger.goto(shop.url + link_in(mail.outbox[0]))
    expect(stranger.locator("blockquote")).to_contain_text("come by!")
    assert fits(stranger)
    picture(stranger, "reply")
    stranger.fill("#id_text", "I come at nine")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.locator("h1")).to_have_text("Thank you")
    picture(stranger, "replied")

    page.goto(shop.url + "/dashboard/users/")
    expect(page.get_by_role("link", name="1 unread message")).to_be_visible()
    picture(page, "list-badge")
    page.locator("#navbarDropdown", has_text="Customers").click()
    page.get_by_role("link", name="Messages (1)").click()
    picture(page, "messages")
    page.locator(".cl-talk").get_by_role("link", name="It is here, Bob").click()
    expect(page.locator(".cl-said-customer")).to_contain_text("I come at nine")
    # A script pressed the button "Mark as read".
    expect(page.locator(".cl-read")).to_have_count(0)
    assert Conversation.objects.get().unread_by_staff == 0
    page.locator(".cl-remark summary").click()
    page.fill("#remark-text", "He comes at nine: be there")
    page.get_by_role("button", name="Keep the remark").click()
    expect(page.locator(".cl-said-remark")).to_contain_text("be there")
    page.fill("#id_text", "See you")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".cl-said-shop")).to_have_count(2)
    picture(page, "thread")
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    picture(page, "thread-narrow")
    page.locator(".cl-head-actions").get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    page.goto(shop.url + LIST)
    assert fits(page)
    picture(page, "messages-narrow-empty")
    assert [letter.subject for letter in mail.outbox] == ["It is here, Bob", "Re: It is here, Bob"]


def test_the_contact_form_leads_to_a_conversation_with_somebody_unknown(page, shop, stranger):
    stranger.goto(f"{shop.url}/contact/")
    assert fits(stranger)
    stranger.fill("#id_name", "Dora Blu")
    stranger.fill("#id_email", "dora@example.com")
    stranger.fill("#id_subject", "Is it red?")
    stranger.fill("#id_text", "I like <b>red</b> <script>alert(1)</script>")
    picture(stranger, "contact")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.locator("h1")).to_have_text("Thank you")

    page.goto(f"{shop.url}{LIST}?show=unknown")
    picture(page, "unknown")
    page.get_by_role("link", name="Is it red?").click()
    expect(page.locator(".cl-said-customer")).to_contain_text("<script>alert(1)</script>")
    picture(page, "thread-unknown")
    page.get_by_role("link", name="Say who it is").click()
    page.fill("input[type=search][name=q]", "Ada Bianchi")
    page.press("input[type=search][name=q]", "Enter")
    picture(page, "attach")
    page.get_by_role("button", name="It is this customer").click()
    expect(page.locator(".cl-facts-column")).to_contain_text("Ada Bianchi")
    assert Conversation.objects.get().customer == user_of("Ada", "Bianchi").customer


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_customer_reads_and_answers_in_the_account(shop, shopper, language):
    from tests.conftest import make_user

    carol = make_user("carol@example.com", first_name="Carol", last_name="Verdi", password="Carol-buys-here")
    message = conversations.start(carol.customer, subject="Your crates", text="They are\nhere.", by=None)
    conversations.send(message.pk)
    page = shopper("Carol")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
    page.goto(f"{shop.url}/accounts/messages/")
    picture(page, f"account-list-{language}")
    page.get_by_role("link", name="Your crates").click()
    page.fill("#id_text", "Thank you")
    page.locator("form.ca-form button[type=submit]").click()
    expect(page.locator(".ca-mine")).to_contain_text("Thank you")
    picture(page, f"account-thread-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    picture(page, f"account-thread-narrow-{language}")
    assert Message.objects.get(kind="customer").way == "account"
    assert Conversation.objects.get().unread_by_customer == 0
