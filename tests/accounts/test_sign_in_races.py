"""Two tabs, two browsers, a colleague: they use one link at the same moment.

With real connections and real threads; SQLite lets only one write at a time and has nothing to race.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from oscar_clienti.services import customers
from tests.conftest import customer_of, make_user
from tests.racing import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


@pytest.fixture
def bob():
    bob = make_user("bob@example.com")
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    customer_of(bob)
    return bob


def ask(browser, email="bob@example.com"):
    """Returns the path of the mailed link."""
    browser.post(reverse("account_link"), {"email": email})
    return re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1]


def code():
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def tab_of(browser):
    """Another tab: the same cookies."""
    tab = Client()
    tab.cookies.update(browser.cookies)
    return tab


def opened(path):
    browser = Client()
    browser.get(path)
    return browser


def press(browser, answers):
    return lambda: answers.append(browser.post(reverse("account_link_open"), {"signed_in": ""}).status_code)


def are_in(*browsers):
    return sum("_auth_user_id" in browser.session for browser in browsers)


def test_of_two_browsers_that_open_one_link_one_comes_in(bob):
    path, answers = ask(Client()), []
    browsers = [opened(path) for _number in range(4)]
    race(*(press(browser, answers) for browser in browsers))
    assert are_in(*browsers) == 1
    assert sorted(answers) == [302, 410, 410, 410]


def test_a_second_click_in_another_tab_is_told(bob):
    browser, answers = Client(), []
    path = ask(browser)
    browser.get(path)
    tabs = [tab_of(browser) for _number in range(3)]
    race(*(press(tab, answers) for tab in tabs))
    assert sorted(answers) == [302, 410, 410]


def test_of_two_tabs_that_type_one_code_one_comes_in(bob):
    browser = Client()
    ask(browser)
    typed = {"code": code()}
    tabs = [tab_of(browser) for _number in range(3)]
    race(*(lambda tab=tab: tab.post(reverse("account_link_sent"), typed) for tab in tabs))
    assert are_in(*tabs) == 1


def test_link_and_code_at_once_sign_in_once(bob):
    asked, answers = Client(), []
    elsewhere = opened(ask(asked))
    typed = {"code": code()}
    race(
        press(elsewhere, answers),
        lambda: answers.append(asked.post(reverse("account_link_sent"), typed).status_code),
    )
    assert are_in(asked, elsewhere) == 1 and answers.count(302) == 1


def test_two_links_of_one_account_sign_in_once(bob):
    first, second = opened(ask(Client())), opened(ask(Client()))
    answers = []
    race(press(first, answers), press(second, answers))
    assert are_in(first, second) == 1


def test_one_link_for_somebody_new_opens_one_account(db):
    path, answers = ask(Client(), "ada@example.com"), []
    browsers = [opened(path) for _number in range(3)]
    race(*(press(browser, answers) for browser in browsers))
    assert are_in(*browsers) == 1
    assert get_user_model().objects.filter(email="ada@example.com").count() == 1


def test_two_links_for_somebody_new_open_one_account(db):
    browsers = [opened(ask(Client(), "ada@example.com")) for _number in range(2)]
    race(*(press(browser, []) for browser in browsers))
    assert get_user_model().objects.filter(email="ada@example.com").count() == 1


@pytest.mark.parametrize("round", range(3))
def test_nobody_stays_in_an_account_that_is_deactivated_meanwhile(bob, round):
    boss = make_user("boss@shop.example", is_staff=True, is_superuser=True)
    browser = opened(ask(Client()))
    race(
        press(browser, []),
        lambda: customers.deactivate(customer_of(bob), by=boss),
    )
    assert not browser.get("/").wsgi_request.user.is_authenticated
