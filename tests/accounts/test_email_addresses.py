"""allauth's list of addresses: filled for those from before, and kept when staff change an address."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection

from oscar_clienti.accounts import email_addresses
from oscar_clienti.services import customers
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db


def fill():
    out = StringIO()
    try:
        call_command("clienti_email_addresses", stdout=out, stderr=StringIO())
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def rows():
    return list(EmailAddress.objects.order_by("user").values_list("user", "email", "primary", "verified"))


def test_bob_gets_his_row_in_lower_case_and_not_proven():
    bob = make_user("Bob@Example.com")
    assert fill() == (0, "1 addresses were added.\n")
    assert rows() == [(bob.pk, "bob@example.com", True, False)]


def test_a_second_run_adds_nothing(bob):
    fill()
    assert fill() == (0, "0 addresses were added.\n")


def test_who_has_no_address_gets_none():
    make_user("")
    assert fill() == (0, "0 addresses were added.\n")


def test_who_proved_an_address_keeps_it(bob):
    EmailAddress.objects.create(user=bob, email="bob@example.com", primary=True, verified=True)
    fill()
    assert rows() == [(bob.pk, "bob@example.com", True, True)]


@pytest.mark.skipif(connection.vendor == "mysql", reason="MariaDB takes the two for one")
def test_two_who_differ_in_capitals_are_told_and_not_merged():
    make_user("ada@example.com")
    make_user("ADA@example.com")
    words = [f"Left out, not one person's: {email}" for email in ("ada@example.com", "ADA@example.com")]
    assert fill() == (1, "\n".join(["0 addresses were added.", *words, ""]))
    assert rows() == []


def test_whose_address_is_somebodys_second_one_is_told(bob):
    EmailAddress.objects.create(user=bob, email="ada@example.com", primary=False, verified=True)
    make_user("Ada@example.com")
    assert fill()[0] == 1
    assert not EmailAddress.objects.filter(email="ada@example.com").exclude(user=bob).exists()


def test_after_a_kill_the_rest_is_done(bob, carol, monkeypatch):
    monkeypatch.setattr(email_addresses, "BATCH", 1)
    next(email_addresses.fill())
    assert fill() == (0, "1 addresses were added.\n")


def test_the_number_of_questions_does_not_grow_with_the_people(django_assert_max_num_queries):
    for _number in range(30):
        make_user()
    with django_assert_max_num_queries(8):
        fill()


def test_an_address_that_staff_gave_has_to_be_proven(bob, alice):
    EmailAddress.objects.create(user=bob, email="bob@example.com", primary=True, verified=True)
    customers.change_email(customer_of(bob), email="Roberto@example.com", by=alice)
    assert rows() == [(bob.pk, "roberto@example.com", True, False)]
