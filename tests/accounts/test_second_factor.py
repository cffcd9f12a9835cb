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

from oscar_clienti.services import customers
from tests.accounts.test_oscar_pages import sign_in
from tests.accounts.test_social import come_by_dummy
from tests.conftest import customer_of, make_user

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


def mailed_code():
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


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
    assert client.post(reverse("account_link_sent"), {"code": mailed_code()}).url == reverse(ASKS)
    assert not is_in(client)


def test_the_password_alone_is_not_enough(client, bob):
    assert sign_in(client, bob.email, "bob-buys-bread").url == reverse(ASKS)
    assert not is_in(client)


def test_the_social_account_alone_is_not_enough(client, bob):
    SocialAccount.objects.create(user=bob, provider="dummy", uid="7")
    assert come_by_dummy(client, email=bob.email).url == reverse(ASKS)
    assert not is_in(client)


# --- what asks who is there


@pytest.fixture
def left_signed_in(client, bob):
    """His browser; he has no password."""
    bob.set_unusable_password()
    bob.save()
    client.force_login(bob)
    return client


def new_address(browser):
    return browser.post(reverse("account_email"), {"action_add": "", "email": "rob@example.com"})


def asks_for_the_factor(answer):
    return answer.url.split("?")[0] == reverse("mfa_reauthenticate")


def test_a_browser_that_was_left_asks_for_it_before_the_address_changes(left_signed_in):
    assert asks_for_the_factor(new_address(left_signed_in))
    assert not EmailAddress.objects.filter(email="rob@example.com").exists()


def test_after_the_code_the_address_changes(left_signed_in, bob):
    new_address(left_signed_in)
    left_signed_in.post(reverse("mfa_reauthenticate"), {"code": bob.shown})
    assert new_address(left_signed_in).url == reverse("account_email_verification_sent")


def test_his_mail_does_not_stand_in_for_it(left_signed_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = left_signed_in.post(reverse("account_step_up"), {"next": "/"})
    assert not mail.outbox
    assert asks_for_the_factor(left_signed_in.get(answer.url))


def test_nor_does_a_mail_that_was_sent_before_he_had_it(left_signed_in, bob, django_capture_on_commit_callbacks):
    Authenticator.objects.update(user=make_user("vera@example.com"))
    with django_capture_on_commit_callbacks(execute=True):
        left_signed_in.post(reverse("account_step_up"), {"next": "/"})
    Authenticator.objects.update(user=bob)
    left_signed_in.post(reverse("account_link_sent"), {"code": mailed_code()})
    assert asks_for_the_factor(new_address(left_signed_in))


def test_nor_does_the_mail_of_allauth(left_signed_in):
    assert asks_for_the_factor(left_signed_in.post(reverse("account_request_reauthentication_code")))
    assert not mail.outbox


def test_nor_does_his_password(client, bob):
    client.force_login(bob)
    assert asks_for_the_factor(client.post(reverse("account_reauthenticate"), {"password": "bob-buys-bread"}))
    assert asks_for_the_factor(new_address(client))


def test_his_password_does_not_take_it_away(client, bob):
    client.force_login(bob)
    client.post(reverse("account_reauthenticate"), {"password": "bob-buys-bread"})
    assert asks_for_the_factor(client.post(reverse("mfa_deactivate_totp")))
    assert Authenticator.objects.filter(user=bob).exists()


def test_a_social_account_is_not_connected_without_it(left_signed_in):
    way = left_signed_in.post(f"{reverse('dummy_login')}?process=connect")
    answer = left_signed_in.post(way.url, {"id": "666", "email": "eve@example.com"})
    assert asks_for_the_factor(left_signed_in.get(answer.url)) and not SocialAccount.objects.exists()


@pytest.fixture
def carol(carol, client):
    """Neither a second factor nor a password."""
    EmailAddress.objects.create(user=carol, email=carol.email, primary=True, verified=True)
    carol.set_unusable_password()
    carol.save()
    client.force_login(carol)
    return carol


def test_who_has_none_is_asked_by_the_mail_of_the_shop(client, carol):
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_step_up"))


def test_and_sets_one_up_after_the_code(client, carol, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_step_up"), {"next": reverse("mfa_activate_totp")})
    answer = client.post(reverse("account_link_sent"), {"code": mailed_code()})
    assert client.get(answer.url).status_code == 200


def test_who_talks_staff_into_another_address_still_needs_it(client, bob, alice, django_capture_on_commit_callbacks):
    customers.change_email(customer_of(bob), email="eve@example.com", by=alice)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_link"), {"email": "eve@example.com"})
    assert client.post(reverse("account_link_sent"), {"code": mailed_code()}).url == reverse(ASKS)


def test_nor_does_a_new_password_get_around_it(client, bob, alice):
    customers.change_email(customer_of(bob), email="eve@example.com", by=alice)
    client.post(reverse("account_reset_password"), {"email": "eve@example.com"})
    page = client.get(re.search(r"https?://[^/]+(/\S+/password/reset/key/\S+)", mail.outbox[-1].body)[1]).url
    client.post(page, {"password1": "eve-has-it-now-1", "password2": "eve-has-it-now-1"})
    assert Authenticator.objects.filter(user=bob).exists()


def test_by_default_a_stranger_sets_up_none(client, carol):
    EmailAddress.objects.update(verified=False)
    assert client.get(reverse("mfa_activate_totp")).url == reverse("mfa_index")


def test_what_a_stranger_could_set_up_goes_with_everything_else(bob, settings, django_capture_on_commit_callbacks):
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = True
    EmailAddress.objects.update(verified=False)
    browser = Client()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("account_link"), {"email": bob.email})
    browser.get(re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    browser.post(reverse("account_link_open"), {"signed_in": ""})
    assert is_in(browser) and not Authenticator.objects.exists()
