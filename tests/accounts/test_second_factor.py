"""Who has a second factor is asked for it, by whichever way they come."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.test_oscar_pages import sign_in
from tests.accounts.test_social import come_by_dummy
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

ASKS = "mfa_authenticate"


@pytest.fixture
def bob(bob):
    """His telephone shows a code."""
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    customer_of(bob)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(bob, secret)
    bob.shown = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    return bob


@pytest.fixture
def by_link(client, bob, django_capture_on_commit_callbacks):
    """His browser after the button of the mailed link."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_link"), {"email": bob.email, "next": "/basket/"})
    client.get(re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    return client, client.post(reverse("account_link_open"), {"signed_in": ""})


def is_in(browser):
    return "_auth_user_id" in browser.session


def test_the_link_alone_is_not_enough(by_link):
    browser, answer = by_link
    assert answer.url == reverse(ASKS) and not is_in(browser)


def test_after_the_code_he_is_where_the_link_leads(by_link, bob):
    browser, _answer = by_link
    assert browser.post(reverse(ASKS), {"code": bob.shown}).url == "/basket/"
    assert is_in(browser)


def test_a_wrong_code_lets_nobody_in(by_link, bob):
    browser, _answer = by_link
    browser.post(reverse(ASKS), {"code": "000000" if bob.shown != "000000" else "111111"})
    assert not is_in(browser)


def test_the_mailed_code_alone_is_not_enough(client, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_link"), {"email": bob.email})
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]
    assert client.post(reverse("account_link_sent"), {"code": code}).url == reverse(ASKS)
    assert not is_in(client)


def test_the_password_alone_is_not_enough(client, bob):
    assert sign_in(client, bob.email, "bob-buys-bread").url == reverse(ASKS)
    assert not is_in(client)


def test_the_social_account_alone_is_not_enough(client, bob):
    SocialAccount.objects.create(user=bob, provider="dummy", uid="7")
    assert come_by_dummy(client, email=bob.email).url == reverse(ASKS)
    assert not is_in(client)


def test_nor_is_it_enough_to_change_the_address(client, bob):
    bob.set_unusable_password()
    bob.save()
    client.force_login(bob)
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "rob@example.com"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="rob@example.com").exists()


def test_what_a_stranger_set_up_goes_with_everything_else(bob, django_capture_on_commit_callbacks):
    EmailAddress.objects.update(verified=False)
    browser = Client()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("account_link"), {"email": bob.email})
    browser.get(re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    browser.post(reverse("account_link_open"), {"signed_in": ""})
    assert is_in(browser) and not Authenticator.objects.exists()
