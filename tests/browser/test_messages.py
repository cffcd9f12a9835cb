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


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
@pytest.mark.parametrize("language", ["en", "it"])
def test_both_sides_write_in_both_languages_on_a_desk_and_on_a_phone(page, shop, stranger, language):
    for one in (page, stranger):
        one.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
    send = "form:has(#id_text) .btn-primary"
    page.goto(f"{shop.url}/dashboard/users/{user_of('Bob', 'Rossi').pk}/write/")
    page.fill("#id_subject", "Il divano")
    page.fill("#id_text", "È arrivato.")
    assert fits(page)
    page.click(send)
    expect(page.locator(".cl-said-shop")).to_contain_text("È arrivato.")
    assert fits(page)

    stranger.goto(shop.url + link_in(mail.outbox[0]))
    assert stranger.locator("html").get_attribute("lang").startswith(language) and fits(stranger)
    stranger.fill("#id_text", "Vengo domani")
    stranger.click(send)
    stranger.wait_for_load_state()
    assert Message.objects.filter(text="Vengo domani").exists() and fits(stranger)

    page.goto(shop.url + LIST)
    expect(page.locator(".cl-talk .cl-unread")).to_be_visible()
    assert fits(page)
    page.locator(".cl-talk a").click()
    expect(page.locator(".cl-said-customer")).to_contain_text("Vengo domani")
    page.fill("#id_text", "A domani")
    page.click(send)
    expect(page.locator(".cl-said-shop")).to_have_count(2)
    assert fits(page)


@pytest.mark.parametrize("page", [1280, 390], indirect=True)
@pytest.mark.parametrize("language", ["en", "it"])
def test_the_contact_form_in_both_languages_on_a_desk_and_on_a_phone(page, shop, stranger, language):
    for one in (page, stranger):
        one.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
    stranger.goto(f"{shop.url}/contact/")
    for name, words in {"name": "Dora Blu", "email": "dora@example.com", "subject": "Rosso?", "text": "Ditemi"}.items():
        stranger.fill(f"#id_{name}", words)
    assert fits(stranger)
    stranger.click("form:has(#id_text) [type=submit]")
    stranger.wait_for_load_state()
    assert fits(stranger)

    page.goto(f"{shop.url}{LIST}?show=unknown")
    assert fits(page)
    page.locator(".cl-talk a").click()
    expect(page.locator(".cl-said-customer")).to_contain_text("Ditemi")
    assert fits(page)


# ---- What was typed is not lost


@pytest.fixture
def sofa(shop):
    """The address of a conversation with Bob."""
    message = conversations.start(user_of("Bob", "Rossi").customer, subject="Your sofa", text="It is here.", by=None)
    ReadyText.objects.create(title="Hours", body="Dear {name}, nine to five")
    return f"{shop.url}{LIST}{message.conversation_id}/"


@pytest.fixture
def new_letter(shop):
    """The address where Bob is written to."""
    ReadyText.objects.create(title="Hours", subject="For {first_name}", body="Dear {name}, nine to five")
    return f"{shop.url}/dashboard/users/{user_of('Bob', 'Rossi').pk}/write/"


def asked_of(page, *, goes_on):
    """The kinds of questions that come from now on, each answered alike."""
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        (dialog.accept if goes_on else dialog.dismiss)()

    page.on("dialog", answer)
    return asked


def refuse(page):
    """Alice's answer comes back because of its file."""
    page.fill("#id_text", "My own words")
    svg = {"name": "plan.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='alert(1)'/>"}
    page.set_input_files("#id_uploads", svg)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#cl-composer .cl-errors")).to_be_visible()


def test_a_ready_made_text_is_chosen_with_the_keyboard(page, new_letter):
    page.goto(new_letter)
    page.locator("#cl-ready-text").press("H")
    expect(page.locator("#id_text")).to_have_value("Dear Bob Rossi, nine to five")


def test_whoever_keeps_their_words_gets_no_ready_made_text(page, new_letter):
    asked = asked_of(page, goes_on=False)
    page.goto(new_letter)
    page.fill("#id_subject", "My own subject")
    page.select_option("#cl-ready-text", label="Hours")
    expect(page.locator("#cl-ready-text")).to_have_value("")
    expect(page.locator("#id_subject")).to_have_value("My own subject")
    assert asked == ["confirm"]


def test_the_question_speaks_the_language_of_the_page(page, shop, new_letter):
    page.context.add_cookies([{"name": "django_language", "value": "it", "url": shop.url}])
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(new_letter)
    page.fill("#id_text", "Parole mie")
    page.select_option("#cl-ready-text", label="Hours")
    assert asked == [page.locator("script[data-cl-unsaved]").get_attribute("data-cl-unsaved")]


def test_files_that_were_chosen_go_with_a_ready_made_text(page, new_letter):
    asked = asked_of(page, goes_on=False)
    page.goto(new_letter)
    page.set_input_files("#id_uploads", {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Turn left"})
    page.select_option("#cl-ready-text", label="Hours")
    expect(page.locator("#id_text")).to_have_value("Dear Bob Rossi, nine to five")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator(".cl-said-shop .cl-said-file")).to_contain_text("plan.txt")
    assert asked == []


def test_what_a_ready_made_text_took_the_place_of_asks_no_more(page, sofa):
    asked = asked_of(page, goes_on=True)
    page.goto(sofa)
    page.fill("#id_text", "My own words")
    page.select_option("#cl-ready-text", label="Hours")
    expect(page.locator("#id_text")).to_have_value("Dear Bob Rossi, nine to five")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".cl-said-shop")).to_have_count(2)
    assert asked == ["confirm"]


def test_what_is_added_to_a_ready_made_text_is_not_lost_by_leaving(page, shop, sofa):
    asked = asked_of(page, goes_on=True)
    page.goto(sofa)
    page.select_option("#cl-ready-text", label="Hours")
    expect(page.locator("#id_text")).to_have_value("Dear Bob Rossi, nine to five")
    page.locator("#id_text").press_sequentially(" and on Sunday")
    page.goto(shop.url + LIST)
    assert asked == ["beforeunload"]


def test_a_remark_is_not_lost_by_sending_an_answer(page, sofa):
    asked = asked_of(page, goes_on=False)
    page.goto(sofa)
    page.click(".cl-remark summary")
    page.fill("#remark-text", "He was angry")
    page.fill("#id_text", "My own words")
    send = page.get_by_role("button", name="Send", exact=True)
    send.click()
    send.click()
    expect(page.locator("#remark-text")).to_have_value("He was angry")
    # Whoever stays is asked again, also about what they meant to send.
    assert asked == ["beforeunload", "beforeunload"]
    assert Message.objects.count() == 1


def test_a_refused_answer_takes_a_ready_made_text(page, sofa):
    asked = asked_of(page, goes_on=True)
    page.goto(sofa)
    refuse(page)
    page.select_option("#cl-ready-text", label="Hours")
    expect(page.locator("#id_text")).to_have_value("Dear Bob Rossi, nine to five")
    assert asked == ["confirm"]


def test_a_refused_answer_is_not_lost_by_leaving(page, sofa):
    asked = asked_of(page, goes_on=False)
    page.goto(sofa)
    refuse(page)
    # The browser only asks whoever has touched the page.
    page.locator(".breadcrumb").get_by_role("link", name="Messages").click()
    expect(page.locator("#id_text")).to_have_value("My own words")
    assert asked == ["beforeunload"]


def test_the_page_of_a_refused_answer_is_loaded_anew(page, sofa):
    page.goto(sofa)
    refuse(page)
    page.evaluate("document.querySelector('#cl-trouble').hidden = false")
    page.get_by_role("link", name="Load the page anew").click()
    expect(page).to_have_url(re.compile(re.escape(sofa)))
    expect(page.locator("#id_text")).to_have_value("")


def test_a_ready_made_text_is_put_in_without_a_script(page, sofa, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(sofa)
    refuse(plain)
    plain.select_option("#cl-ready-text", label="Hours")
    plain.get_by_role("button", name="Insert").click()
    expect(plain.locator("#id_text")).to_have_value("Dear Bob Rossi, nine to five")
    context.close()


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
