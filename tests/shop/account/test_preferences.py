"""Three switches: each a line in the ledger, or a row of the activity, with what was shown."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from oscar_clienti.models import Activity, ConsentEvent, ConsentState, Customer
from oscar_clienti.services import contact_preferences
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


def switch(client, key, on):
    return client.post(reverse("customer:preferences"), {"switch": key, "on": "1" if on else "0"}, follow=True)


def bobs(bob):
    return Customer.objects.get(pk=bob.pk)


def test_a_yes_is_kept_with_the_words_that_were_shown(as_bob, bob):
    shown = as_bob.get(reverse("customer:preferences")).content.decode()
    switch(as_bob, "email", True)
    line = ConsentEvent.objects.get(customer=bob.pk)
    assert line.wording and line.wording in shown
    assert (line.state, line.source, line.address, line.by_id, line.wording_language) == (
        ConsentState.GRANTED, "account", "bob@example.com", bob.pk, "en",
    )  # fmt: skip
    assert bobs(bob).email_consent == ConsentState.GRANTED


def test_switching_back_is_a_second_line(as_bob, bob):
    switch(as_bob, "email", True)
    switch(as_bob, "email", False)
    assert [line.state for line in ConsentEvent.objects.order_by("pk")] == [
        ConsentState.GRANTED,
        ConsentState.WITHDRAWN,
    ]


def test_the_page_says_since_when_and_for_which_address(as_bob):
    page = switch(as_bob, "email", True).content.decode()
    assert "On since" in page and "for bob@example.com" in page


def test_without_a_number_there_is_no_sms(as_bob):
    page = switch(as_bob, "sms", True).content.decode()
    assert "no phone number" in page and not ConsentEvent.objects.exists()


def test_sms_goes_to_the_number(as_bob, bob):
    Customer.objects.filter(pk=bob.pk).update(phone="+39 333 1234567")
    switch(as_bob, "sms", True)
    assert ConsentEvent.objects.get().address == "+39 333 1234567"


def test_notices_are_switched_off_by_the_customer_in_person(as_bob, bob):
    page = switch(as_bob, "system", False).content.decode()
    assert not bobs(bob).system_notifications and "Off since" in page
    row = Activity.objects.get(customer=bob.pk, kind="customer.changed")
    assert (row.by_id, row.changes) == (bob.pk, {"system_notifications": [True, False]})


def test_an_unknown_switch_changes_nothing(as_bob):
    assert "no such switch" in switch(as_bob, "pigeon", True).content.decode()


def test_nothing_is_switched_without_a_token(bob):
    customer_of(bob)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    assert strict.post(reverse("customer:preferences"), {"switch": "email", "on": "1"}).status_code == 403


def test_nothing_is_switched_by_looking(as_bob):
    as_bob.get(reverse("customer:preferences"), {"switch": "email", "on": "1"})
    assert not ConsentEvent.objects.exists()


def test_staff_have_no_switches(as_alice, alice):
    assert as_alice.post(reverse("customer:preferences"), {"switch": "email", "on": "1"}).status_code == 403


def test_nobody_switches_for_somebody_else(bob, eve):
    with pytest.raises(PermissionDenied):
        contact_preferences.switch(customer_of(bob), "system", on=False, by=eve)
