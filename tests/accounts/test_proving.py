"""Nobody comes in by a password before they have typed the code that was mailed to their address."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.test import factories

from tests.accounts.test_oscar_pages import sign_in, sign_up
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

WHERE = "account_email_verification_sent"


def is_in(browser, user=None):
    return "_auth_user_id" in browser.session


def type_code(browser, **more):
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    return browser.post(reverse(WHERE), {"code": code, **more})


def words_of(page):
    """What is to be read on it, without the address and what protects its forms."""
    plain = re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", page.content.decode())
    return re.sub(r"\S+@\S+", "…", " ".join(plain.split()))


def test_who_signs_up_is_asked_for_the_code(client):
    assert sign_up(client, "ada@example.com").url == reverse(WHERE)
    assert not is_in(client)


def test_the_code_lets_her_in(client):
    sign_up(client, "ada@example.com")
    type_code(client)
    assert is_in(client) and EmailAddress.objects.get(email="ada@example.com").verified


def test_the_code_is_worth_nothing_in_another_browser(client):
    sign_up(client, "ada@example.com")
    browser = Client()
    type_code(browser)
    assert not is_in(browser)


def test_she_goes_on_where_she_was_with_what_is_in_her_basket(client):
    client.post(reverse("basket:add", args=[factories.create_product(num_in_stock=5).pk]), {"quantity": 1})
    sign_up(client, "ada@example.com", next="/checkout/")
    assert type_code(client).url == "/checkout/"
    assert client.get("/basket/").context["basket"].num_items == 1


def test_eve_does_not_come_into_the_account_that_she_opened_for_vera(client):
    sign_up(client, "vera@example.com")
    for _try in range(4):
        client.post(reverse(WHERE), {"code": "AAAA-AAAA"})
    assert not is_in(client)
    browser = Client()
    sign_in(browser, "vera@example.com", "pane-e-vino-1")
    assert not is_in(browser)


@pytest.mark.parametrize("known", ["bob@example.com", "BOB@example.com", "off@example.com", "alice@shop.example"])
def test_the_page_for_signing_up_says_to_nobody_who_has_an_account(bob, alice, known):
    make_user("off@example.com", is_active=False)
    answers = []
    for email in ("nobody@example.com", known):
        mail.outbox.clear()
        browser = Client()
        answer = sign_up(browser, email)
        answers.append((answer.status_code, answer.url, words_of(browser.get(answer.url)), len(mail.outbox)))
    assert answers[0] == answers[1]


def test_a_wrong_code_is_answered_alike(bob):
    answers = []
    for email in ("nobody@example.com", "bob@example.com"):
        browser = Client()
        sign_up(browser, email)
        answer = browser.post(reverse(WHERE), {"code": "AAAA-AAAA"})
        answers.append((answer.status_code, words_of(answer)))
    assert answers[0] == answers[1]


def test_bob_from_before_types_the_code_once(client, bob):
    assert sign_in(client, bob.email, "bob-buys-bread", next="/basket/").url == reverse(WHERE)
    assert type_code(client).url == "/basket/"
    browser = Client()
    sign_in(browser, bob.email, "bob-buys-bread")
    assert is_in(browser)


def test_he_keeps_his_password_when_he_proves_the_address_so(client, bob):
    sign_in(client, bob.email, "bob-buys-bread")
    type_code(client)
    bob.refresh_from_db()
    assert bob.check_password("bob-buys-bread")


def test_who_works_in_the_shop_is_not_asked(client):
    make_user("anna@shop.example", is_staff=True, password="anna-in-the-shop")
    sign_in(client, "anna@shop.example", "anna-in-the-shop")
    assert is_in(client)
