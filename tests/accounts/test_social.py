"""Signing in with a social account, tried with allauth's dummy provider: it believes whatever one says."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.urls import reverse

from tests.accounts.test_oscar_pages import sign_in

pytestmark = pytest.mark.django_db


def come_by_dummy(client, number="7", **facts):
    """What a shopper does at the provider, and where the shop leads them then."""
    way = client.post(f"{reverse('dummy_login')}?process={facts.pop('process', 'login')}&next=/basket/")
    return client.post(way.url, {"id": number, **facts})


def whoever(client):
    return client.session.get("_auth_user_id")


@pytest.fixture
def proven(bob):
    EmailAddress.objects.create(user=bob, email="bob@example.com", primary=True, verified=True)
    return bob


@pytest.fixture
def vouching(settings):
    """As if the dummy were Google, whose word the shop takes."""
    settings.SOCIALACCOUNT_PROVIDERS = {"dummy": {"EMAIL_AUTHENTICATION": True}}


def test_somebody_new_gets_an_account(client, db):
    answer = come_by_dummy(client, email="ada@example.com", email_verified="on", first_name="Ada")
    ada = get_user_model().objects.get(email="ada@example.com")
    assert (answer.url, whoever(client), ada.has_usable_password()) == ("/basket/", str(ada.pk), False)


def test_it_is_the_number_that_counts_the_next_time(client, db):
    come_by_dummy(client, email="ada@example.com", email_verified="on")
    client.post(reverse("account_logout"))
    come_by_dummy(client, email="somebody.else@example.com")
    assert whoever(client) == str(get_user_model().objects.get(email="ada@example.com").pk)


@pytest.mark.parametrize("verified", [{}, {"email_verified": "on"}])
def test_an_address_alone_opens_nobodys_account(client, proven, verified):
    answer = come_by_dummy(client, email="bob@example.com", **verified)
    assert answer.url.startswith(reverse("account_login"))
    assert (whoever(client), SocialAccount.objects.count()) == (None, 0)


def test_capitals_are_no_way_around(client, proven):
    come_by_dummy(client, email="BOB@example.com", email_verified="on")
    assert whoever(client) is None and get_user_model().objects.count() == 1


def test_bob_signs_in_once_and_it_is_connected(client, proven):
    come_by_dummy(client, email="bob@example.com")
    sign_in(client, "bob@example.com", "bob-buys-bread")
    assert [account.user for account in SocialAccount.objects.all()] == [proven]
    client.post(reverse("account_logout"))
    come_by_dummy(client)
    assert whoever(client) == str(proven.pk)


def test_somebody_else_who_signs_in_gets_nothing(client, proven, eve):
    come_by_dummy(client, email="bob@example.com")
    sign_in(client, "eve@example.com", "eve-listens-in")
    sign_in(client, "bob@example.com", "bob-buys-bread")
    assert not SocialAccount.objects.exists()


def test_who_takes_too_long_is_not_connected(client, proven):
    come_by_dummy(client, email="bob@example.com")
    session = client.session
    session["clienti_social"] = {**session["clienti_social"], "at": 0}
    session.save()
    sign_in(client, "bob@example.com", "bob-buys-bread")
    assert not SocialAccount.objects.exists()


def test_where_both_sides_have_proven_it_nobody_is_asked(client, proven, vouching):
    come_by_dummy(client, email="bob@example.com", email_verified="on")
    assert whoever(client) == str(proven.pk)


def test_an_address_that_bob_never_proved_is_no_proof(client, bob, vouching):
    come_by_dummy(client, email="bob@example.com", email_verified="on")
    assert whoever(client) is None


def test_an_address_that_the_provider_never_verified_is_no_proof(client, proven, vouching):
    come_by_dummy(client, email="bob@example.com")
    assert whoever(client) is None


def test_staff_are_not_found_by_their_address(client, alice, vouching):
    EmailAddress.objects.create(user=alice, email="alice@shop.example", primary=True, verified=True)
    come_by_dummy(client, email="alice@shop.example", email_verified="on")
    assert whoever(client) is None


def test_a_social_account_is_never_connected_to_staff_by_the_way(client, alice):
    come_by_dummy(client, email="alice@shop.example")
    sign_in(client, "alice@shop.example", "alice-in-the-shop")
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_stays(client, db):
    come_by_dummy(client, email="ada@example.com", email_verified="on")
    account = SocialAccount.objects.get()
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert SocialAccount.objects.exists()
