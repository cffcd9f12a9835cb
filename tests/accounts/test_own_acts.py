"""What customers do with how they sign in stands in their timeline: who, and what; never what opens the account."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from oscar_clienti.models import Activity
from oscar_clienti.services import customers
from tests.accounts.test_oscar_pages import sign_in, sign_up
from tests.accounts.test_proving import type_code
from tests.accounts.test_social import come_by_dummy
from tests.conftest import confirm, customer_of, proven
from tests.timelines import acts, told

pytestmark = pytest.mark.django_db

NEW = "a-long-way-to-Torino-9"
MOVED = "customer.email_changed"


@pytest.fixture
def bob(bob):
    """He has proven his address."""
    customer_of(bob)
    return proven(bob)


@pytest.fixture
def as_bob(client, bob):
    """His browser, a moment after he said who he is."""
    client.force_login(bob)
    confirm(client)
    return client


def addresses(entries):
    return [(change.old, change.new) for entry in entries for change in entry.changes]


# --- the address


def add_address(browser, email="rob@example.com"):
    return browser.post(reverse("account_email"), {"action_add": "", "email": email})


@pytest.fixture
def second(bob):
    EmailAddress.objects.create(user=bob, email="rob@example.com", verified=True)
    return "rob@example.com"


def test_another_first_address_is_told_with_the_one_before(as_bob, bob, alice, second):
    as_bob.post(reverse("account_email"), {"action_primary": "", "email": second})
    (entry,) = entries = told(bob, to=alice, kind=MOVED)
    assert (entry.who, addresses(entries)) == ("Bob Rossi", [("bob@example.com", "rob@example.com")])


def test_choosing_the_first_one_again_is_no_change(as_bob, bob):
    as_bob.post(reverse("account_email"), {"action_primary": "", "email": bob.email})
    assert not Activity.objects.filter(kind=MOVED).exists()


def test_the_same_address_in_capitals_is_no_other(as_bob, bob):
    type(bob)._default_manager.filter(pk=bob.pk).update(email="Bob@Example.com")
    as_bob.post(reverse("account_email"), {"action_primary": "", "email": "bob@example.com"})
    assert not Activity.objects.filter(kind=MOVED).exists()


def test_a_second_address_changes_nothing(as_bob, bob):
    add_address(as_bob)
    type_code(as_bob)
    assert EmailAddress.objects.get(email="rob@example.com").verified
    assert not Activity.objects.filter(kind=MOVED).exists()


def test_where_there_is_only_one_the_proven_one_takes_its_place(as_bob, bob, alice, settings):
    settings.ACCOUNT_CHANGE_EMAIL = True
    add_address(as_bob)
    type_code(as_bob)
    assert addresses(told(bob, to=alice, kind=MOVED)) == [("bob@example.com", "rob@example.com")]


def test_who_stood_on_no_list_moves_to_the_first_that_is_proven(as_bob, bob, alice):
    EmailAddress.objects.all().delete()
    add_address(as_bob)
    type_code(as_bob)
    assert addresses(told(bob, to=alice, kind=MOVED)) == [("bob@example.com", "rob@example.com")]


def test_signing_up_changes_no_address(client, settings):
    settings.ACCOUNT_CHANGE_EMAIL = True
    sign_up(client, "ada@example.com")
    type_code(client)
    assert EmailAddress.objects.get(email="ada@example.com").verified
    assert not Activity.objects.filter(kind=MOVED).exists()


def test_what_staff_changes_is_told_once(bob, alice):
    customers.change_email(customer_of(bob), email="roberto@example.com", by=alice)
    assert acts(bob, to=alice, kind=MOVED) == [("Alice Bottega", "E-mail address changed")]


@pytest.mark.parametrize("one_only", [False, True])
def test_proving_the_address_that_staff_gave_changes_nothing(client, bob, alice, settings, one_only):
    settings.ACCOUNT_CHANGE_EMAIL = one_only
    EmailAddress.objects.create(user=bob, email="rob@example.com", verified=True)
    customers.change_email(customer_of(bob), email="roberto@example.com", by=alice)
    sign_in(client, "roberto@example.com", "bob-buys-bread")
    type_code(client)
    assert EmailAddress.objects.get(email="roberto@example.com").verified
    assert Activity.objects.filter(kind=MOVED).count() == 1


def test_of_staff_no_other_address_is_written_down(client, alice):
    proven(alice)
    EmailAddress.objects.create(user=alice, email="anna@shop.example", verified=True)
    client.force_login(alice)
    confirm(client)
    client.post(reverse("account_email"), {"action_primary": "", "email": "anna@shop.example"})
    alice.refresh_from_db()
    assert alice.email == "anna@shop.example" and not Activity.objects.filter(kind=MOVED).exists()


# --- the password


def test_a_changed_password_is_told(as_bob, bob, alice):
    words = {"oldpassword": "bob-buys-bread", "password1": NEW, "password2": NEW}
    as_bob.post(reverse("account_change_password"), words)
    assert acts(bob, to=alice, kind="password.changed") == [("Bob Rossi", "Password changed")]


def test_a_first_password_is_told(client, bob, alice):
    bob.set_unusable_password()
    bob.save()
    client.force_login(bob)
    confirm(client)
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    assert acts(bob, to=alice, kind="password.changed") == [("Bob Rossi", "Password changed")]


@pytest.fixture
def reset(client, bob):
    client.post(reverse("account_reset_password"), {"email": bob.email})
    way = re.search(r"https?://[^/]+(/\S+/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    client.post(client.get(way).url, {"password1": NEW, "password2": NEW})
    return way


def test_a_password_that_was_forgotten_and_chosen_anew_is_told(reset, bob, alice):
    assert acts(bob, to=alice, kind="password.changed") == [("Bob Rossi", "Password changed")]


def test_neither_password_nor_key_stands_in_the_activity(reset, bob):
    row = Activity.objects.get(kind="password.changed")
    assert (row.changes, row.facts) == ({}, {})


def test_a_wrong_old_password_is_no_act(as_bob):
    as_bob.post(reverse("account_change_password"), {"oldpassword": "?", "password1": NEW, "password2": NEW})
    assert not Activity.objects.filter(kind="password.changed").exists()


# --- the second factor


def shown(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.fixture
def set_up(as_bob, django_capture_on_commit_callbacks):
    """His telephone shows a code from now on."""
    as_bob.get(reverse("mfa_activate_totp"))
    with django_capture_on_commit_callbacks(execute=True):
        as_bob.post(reverse("mfa_activate_totp"), {"code": shown(as_bob.session["mfa.totp.secret"])})
    assert Authenticator.objects.filter(type="totp").exists()
    return as_bob


def test_a_second_factor_is_told_once_whatever_comes_with_it(set_up, bob, alice):
    assert acts(bob, to=alice, kind="sign_in.second_factor_added") == [("Bob Rossi", "Second factor set up")]


def test_its_going_is_told_once(set_up, bob, alice):
    set_up.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert acts(bob, to=alice, kind="sign_in.second_factor_removed") == [("Bob Rossi", "Second factor removed")]


def test_no_secret_stands_in_the_activity(set_up, bob):
    row = Activity.objects.get(kind="sign_in.second_factor_added")
    assert (row.changes, row.facts) == ({}, {})


# --- accounts elsewhere


def test_an_account_elsewhere_is_told_with_its_provider(as_bob, bob, alice):
    come_by_dummy(as_bob, process="connect", email="b@elsewhere.example")
    (entry,) = told(bob, to=alice, kind="sign_in.social_connected")
    assert (entry.who, entry.label) == ("Bob Rossi", "Account elsewhere connected")
    assert entry.facts == [("How", "With an account elsewhere (dummy)")]


def test_one_that_is_connected_on_the_way_in_is_told_too(client, bob, alice):
    come_by_dummy(client, email=bob.email)
    sign_in(client, bob.email, "bob-buys-bread")
    assert SocialAccount.objects.filter(user=bob).exists()
    assert acts(bob, to=alice, kind="sign_in.social_connected") == [("Bob Rossi", "Account elsewhere connected")]


def test_its_going_is_told_with_its_provider(as_bob, bob, alice):
    account = SocialAccount.objects.create(user=bob, provider="dummy", uid="7")
    as_bob.post(reverse("socialaccount_connections"), {"account": account.pk})
    (entry,) = told(bob, to=alice, kind="sign_in.social_disconnected")
    assert (entry.who, entry.label) == ("Bob Rossi", "Account elsewhere disconnected")
    assert entry.facts == [("How", "With an account elsewhere (dummy)")]


def test_neither_number_nor_address_of_it_stands_in_the_activity(as_bob):
    come_by_dummy(as_bob, "4711", process="connect", email="b@elsewhere.example")
    row = Activity.objects.get(kind="sign_in.social_connected")
    assert (row.changes, row.facts) == ({}, {"way": "socialaccount:dummy"})


def test_who_signs_up_with_one_has_connected_nothing(db):
    come_by_dummy(Client(), email="ada@example.com", email_verified="on")
    assert get_user_model().objects.filter(email="ada@example.com").exists()
    assert not Activity.objects.filter(kind="sign_in.social_connected").exists()
