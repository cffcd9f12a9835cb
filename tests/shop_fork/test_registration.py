"""Oscar's pages by which a shopper takes an address, with our mixin in whatever view the store uses."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.db.models.signals import pre_save
from django.urls import reverse
from oscar.apps.customer import views
from oscar.core.loading import get_class

from oscar_clienti.loading import class_loader
from oscar_clienti.models import Customer, EmailLock
from oscar_clienti.shop.registration import AddressTakingMixin

pytestmark = pytest.mark.django_db


def sign_up(client, email):
    words = {"email": email, "password1": "pane-e-vino-1", "password2": "pane-e-vino-1"}
    return client.post(reverse("customer:register"), words)


def test_somebody_signs_up(client):
    assert sign_up(client, "ada@example.com").status_code == 302
    assert get_user_model().objects.filter(email="ada@example.com").exists()


def test_the_other_page_signs_up_too(client):
    words = {"registration-email": "ada@example.com", "registration_submit": "1"}
    words |= {f"registration-password{number}": "pane-e-vino-1" for number in (1, 2)}
    client.post(reverse("customer:login"), words)
    assert get_user_model().objects.filter(email="ada@example.com").exists()


def test_an_address_that_is_taken_is_told_by_the_form(client, bob):
    response = sign_up(client, "BOB@example.com")
    assert "already exists" in response.content.decode()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time")
@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_taken_after_the_form_has_looked_is_told_too(client):
    User = get_user_model()
    if not User._meta.get_field("email").unique:
        pytest.skip("nothing but the lock keeps addresses apart in this user model")

    def take(sender, instance, **kwargs):
        pre_save.disconnect(take, sender=User)
        other = threading.Thread(target=write, args=[instance.email])
        other.start()
        other.join()

    def write(email):
        User.objects.bulk_create([User(email=email, password="!")])
        connections.close_all()

    pre_save.connect(take, sender=User)
    assert "already exists" in sign_up(client, "ada@example.com").content.decode()
    assert User.objects.filter(email="ada@example.com").count() == 1


# With it, the address is changed on its page, not in the profile.
WITHOUT_ALLAUTH = pytest.mark.urls("tests.shop.account.plain_urls")


def change(client, bob, email):
    client.force_login(bob)
    return client.post(reverse("customer:profile-update"), {"first_name": "Bob", "last_name": "", "email": email})


@WITHOUT_ALLAUTH
def test_somebody_changes_their_own_address(client, bob):
    assert change(client, bob, "roberto@example.com").status_code == 302
    assert Customer.objects.get(pk=bob.pk).email == "roberto@example.com"


@WITHOUT_ALLAUTH
def test_an_address_of_somebody_else_is_told_by_that_form_too(client, bob, carol):
    response = change(client, bob, "CAROL@example.com")
    assert "already exists" in response.content.decode()


def test_signing_in_waits_for_nobody(client, bob):
    words = {"login-username": "bob@example.com", "login-password": "bob-buys-bread", "login_submit": "1"}
    client.post(reverse("customer:login"), words)
    assert client.session["_auth_user_id"] == str(bob.pk)


def test_no_lock_is_left_behind(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_up(client, "ada@example.com")
    assert not EmailLock.objects.exists()


def test_an_address_that_cannot_be_is_told_by_the_form(client):
    assert sign_up(client, "a\x00b").status_code == 200


def test_oscar_finds_the_mixed_view_and_always_the_same():
    found = get_class("customer.views", "AccountRegistrationView")
    assert issubclass(found, AddressTakingMixin) and issubclass(found, views.AccountRegistrationView)
    assert found is get_class("customer.views", "AccountRegistrationView")


def test_a_view_that_has_the_mixin_stays_as_it_is(settings):
    settings.OSCAR_CLIENTI_BASE_CLASS_LOADER = "tests.shop_fork.test_registration.of_a_store"
    assert class_loader("customer.views", ["AccountRegistrationView"], "oscar.apps") == [OfAStore]


class OfAStore(AddressTakingMixin, views.AccountRegistrationView):
    pass


def of_a_store(module_label, classnames, module_prefix):
    return [OfAStore]
