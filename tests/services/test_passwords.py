"""Passwords: the link is sent truthfully, and only where allowed does staff choose one."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from oscar.core.loading import get_model

from oscar_clienti import signals
from oscar_clienti.models import Activity
from oscar_clienti.services import customers, passwords
from tests.conftest import customer_of, grant, heard, make_user

GOOD = "a-long-way-to-Torino-9"


def follow(client, message, password):
    """Open the link of an e-mail and choose ``password``, as a browser does."""
    path = re.search(r"https?://[^/]+(/\S+)", message.body.split("\n\n", 1)[1]).group(1)
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": password})


@pytest.fixture
def dora(db):
    """Somebody who never had a password."""
    return make_user("dora@example.com", first_name="Dora")


@pytest.fixture
def staff_may(settings):
    settings.OSCAR_CLIENTI_STAFF_SET_PASSWORDS = True


# --- the link


def test_the_link_goes_to_the_customer(alice, bob):
    assert passwords.send_link(customer_of(bob), by=alice) == "bob@example.com"
    assert [message.to for message in mail.outbox] == [["bob@example.com"]]


def test_who_has_no_password_gets_a_link_that_works(alice, dora, client):
    passwords.send_link(customer_of(dora), by=alice)
    follow(client, mail.outbox[0], GOOD)
    assert client.login(username="dora@example.com", password=GOOD)


def test_the_link_works_once(alice, bob, client):
    passwords.send_link(customer_of(bob), by=alice)
    follow(client, mail.outbox[0], GOOD)
    follow(client, mail.outbox[0], "another-way-to-Torino-9")
    assert client.login(username="bob@example.com", password=GOOD)


def test_the_link_dies_with_the_address_it_was_sent_to(alice, dora, client):
    passwords.send_link(customer_of(dora), by=alice)
    customers.change_email(customer_of(dora), email="neri@example.com", by=alice)
    follow(client, mail.outbox[0], GOOD)
    assert not client.login(username="neri@example.com", password=GOOD)


def test_nobody_in_the_shop_can_read_the_link(alice, bob):
    passwords.send_link(customer_of(bob), by=alice)
    assert not get_model("communication", "Email").objects.exists()
    assert "http" not in str([(row.changes, row.facts) for row in Activity.objects.all()])


def test_the_link_is_on_the_shops_own_domain(alice, bob):
    passwords.send_link(customer_of(bob), by=alice)
    assert "http://example.com/" in mail.outbox[0].body


@pytest.mark.parametrize(("language", "word"), [("it", "/it/"), ("xx", "/en/"), ("", "/en/")])
def test_the_letter_is_in_the_customers_language(alice, bob, language, word):
    customer = customers.update(customer_of(bob), by=alice, language=language)
    passwords.send_link(customer, by=alice)
    assert f'lang="{word.strip("/")}"' in mail.outbox[0].alternatives[0][0]


def test_a_name_can_not_put_html_into_the_letter(alice, bob):
    passwords.send_link(customers.update(customer_of(bob), by=alice, first_name="<b>Bob</b>"), by=alice)
    assert "<b>Bob" not in mail.outbox[0].alternatives[0][0]


def test_an_inactive_customer_gets_no_link_and_staff_is_told_why(alice, bob):
    customer = customers.deactivate(customer_of(bob), by=alice)
    with pytest.raises(ValidationError, match="inactive"):
        passwords.send_link(customer, by=alice)
    assert mail.outbox == []


def test_who_has_no_address_gets_no_link(alice):
    with pytest.raises(ValidationError, match="no e-mail"):
        passwords.send_link(customer_of(make_user("")), by=alice)


def test_a_mail_server_that_is_down_is_told(alice, bob, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(ValidationError, match="mail server"):
        passwords.send_link(customer_of(bob), by=alice)
    assert not Activity.objects.filter(kind="password.link_sent").exists()


def test_so_is_one_of_another_protocol_whatever_it_says(alice, bob, settings):
    settings.EMAIL_BACKEND = "tests.mail_server.Stumbling"
    with pytest.raises(ValidationError, match="mail server"):
        passwords.send_link(customer_of(bob), by=alice)


def test_sending_is_written_down(alice, bob):
    passwords.send_link(customer_of(bob), by=alice)
    assert Activity.objects.get(kind="password.link_sent").by == alice


def test_who_may_only_look_sends_no_link(viewer, bob):
    with pytest.raises(PermissionDenied):
        passwords.send_link(customer_of(bob), by=viewer)


def test_staff_gets_no_link_from_here(alice, viewer):
    with pytest.raises(PermissionDenied):
        passwords.send_link(customer_of(viewer), by=alice)


# --- the password that staff chooses


def test_the_customer_signs_in_with_the_new_password(staff_may, alice, bob, client):
    passwords.set(customer_of(bob), password=GOOD, by=alice)
    assert client.login(username="bob@example.com", password=GOOD)


def test_a_new_password_ends_the_customers_sessions(staff_may, alice, bob, client):
    client.login(username="bob@example.com", password="bob-buys-bread")
    assert client.get("/accounts/profile/").status_code == 200
    passwords.set(customer_of(bob), password=GOOD, by=alice)
    assert client.get("/accounts/profile/").status_code == 302


def test_the_shop_must_allow_it(alice, bob, settings):
    settings.OSCAR_CLIENTI_STAFF_SET_PASSWORDS = False
    with pytest.raises(PermissionDenied):
        passwords.set(customer_of(bob), password=GOOD, by=alice)


def test_it_is_a_right_of_its_own(staff_may, viewer, bob):
    with pytest.raises(PermissionDenied):
        passwords.set(customer_of(bob), password=GOOD, by=grant(viewer, "change_customer"))


@pytest.mark.parametrize("password", ["short", "1234567890", "password1", "bob@example.com", "", "nul\x00nul-nul-nul"])
def test_a_weak_password_is_refused_at_its_field(staff_may, alice, bob, password):
    with pytest.raises(ValidationError) as error:
        passwords.set(customer_of(bob), password=password, by=alice)
    assert "password" in error.value.message_dict


def test_the_password_is_nowhere_to_be_read(staff_may, alice, bob):
    with heard(signals.customer_password_set) as calls:
        passwords.set(customer_of(bob), password=GOOD, by=alice)
    row = Activity.objects.get(kind="password.set")
    assert GOOD not in f"{row.changes}{row.facts}{calls}"


def test_a_generated_password_is_good(bob):
    validate_password(passwords.generate(), get_user_model()())


def test_generated_passwords_differ():
    assert len({passwords.generate() for _ in range(50)}) == 50
