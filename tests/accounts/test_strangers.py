"""Eve registers Vera's address and waits in that account; Vera, who reads the mail, comes and Eve is out.

In a shop that lets people in before they prove their address, and mails a link for it: by default nobody waits inside.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.apps.customer.signals import user_registered

from oscar_clienti.models import Activity
from tests.accounts.test_oscar_pages import PASSWORD, sign_in, sign_up
from tests.conftest import confirm as prove_who_is_there

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.by_mailed_link")]

VERA = "vera@example.com"


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False


@pytest.fixture
def eve_waits(client):
    """Eve is signed in, has connected a social account of hers and added an address of hers."""
    sign_up(client, VERA)
    user = get_user_model().objects.get(email=VERA)
    SocialAccount.objects.create(user=user, provider="dummy", uid="666")
    EmailAddress.objects.create(user=user, email="eve@example.com", verified=False)
    return client


def link_in_mail(words):
    body = next(message.body for message in reversed(mail.outbox) if words in message.body)
    return re.search(r"https?://[^/]+(/\S+)", body[body.index(words) - 40 :])[1]


def confirm(browser):
    browser.post(link_in_mail("/confirm-email/"))


def can_come_in(password=PASSWORD):
    browser = Client()
    sign_in(browser, VERA, password)
    return "_auth_user_id" in browser.session


def is_in(browser):
    return browser.get("/").wsgi_request.user.is_authenticated


def test_when_vera_confirms_eves_password_is_gone(eve_waits):
    confirm(Client())
    assert EmailAddress.objects.get(email=VERA).verified
    assert not can_come_in()


def test_when_vera_confirms_eves_session_is_over(eve_waits):
    confirm(Client())
    assert not is_in(eve_waits)


def test_when_vera_confirms_eves_other_keys_are_gone(eve_waits):
    confirm(Client())
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.filter(email="eve@example.com").exists()


def test_the_activity_says_that_eves_keys_were_taken(eve_waits):
    confirm(Client())
    row = Activity.objects.get(kind="sign_in.shut_out")
    assert (row.customer.email, row.by) == (VERA, None)


def test_vera_is_told(eve_waits):
    answer = Client().post(link_in_mail("/confirm-email/"), follow=True)
    assert "password is gone" in answer.content.decode()


def test_who_confirms_in_the_browser_that_registered_keeps_everything(client):
    sign_up(client, VERA)
    confirm(client)
    assert can_come_in() and is_in(client)


def test_so_does_who_is_asked_to_confirm_before_coming_in(client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    sign_up(client, VERA)
    confirm(client)
    assert can_come_in()


def test_a_second_address_takes_nothing_away(client, bob):
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    client.force_login(bob)
    prove_who_is_there(client)
    client.post(reverse("account_email"), {"action_add": "", "email": "rob@example.com"})
    confirm(Client())
    bob.refresh_from_db()
    assert bob.has_usable_password()


def test_when_vera_chooses_a_new_password_eves_other_keys_are_gone(eve_waits):
    vera = Client()
    vera.post(reverse("account_reset_password"), {"email": VERA})
    page = vera.get(link_in_mail("/password/reset/key/"), follow=True).redirect_chain[-1][0]
    vera.post(page, {"password1": "vera-has-it-now-1", "password2": "vera-has-it-now-1"})
    assert can_come_in("vera-has-it-now-1") and not is_in(eve_waits)
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.filter(email="eve@example.com").exists()


def test_somebody_else_who_listens_badly_stops_no_sign_up(client):
    def fail(sender, **kwargs):
        raise RuntimeError

    user_registered.connect(fail)
    try:
        sign_up(client, VERA)
    finally:
        user_registered.disconnect(fail)
    assert get_user_model().objects.filter(email=VERA).exists()
