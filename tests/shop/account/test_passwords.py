"""A password that the customer chooses behind a link stands in the timeline; never the password.

The page for changing one is another with the shopper's door and without: see tests/accounts and tests/shop_fork.
"""

import re

import pytest
from django.apps import apps
from django.contrib.auth.forms import SetPasswordForm
from django.core import mail
from django.test import Client

from oscar_clienti.models import Activity
from oscar_clienti.services import passwords
from oscar_clienti.shop.account.passwords import TellingMixin, install
from tests.conftest import customer_of
from tests.timelines import acts

pytestmark = pytest.mark.django_db

WORDS = {"new_password1": "a-long-way-to-Torino-9", "new_password2": "a-long-way-to-Torino-9"}


@pytest.fixture
def chosen(bob, alice):
    """Alice sent Bob a link; he chose a password on the page behind it."""
    passwords.send_link(customer_of(bob), by=alice)
    browser = Client()
    page = browser.get(re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]).url
    return browser.post(page, WORDS)


def test_it_is_told_who_sent_the_link_and_who_chose(chosen, bob, alice):
    told = [("Bob Rossi", "Password changed"), ("Alice Bottega", "Password link sent")]
    assert acts(bob, to=alice, kind="sign-in") == told


def test_no_password_stands_in_the_activity(chosen):
    row = Activity.objects.get(kind="password.changed")
    assert (row.changes, row.facts) == ({}, {})


def test_however_often_the_shop_is_asked_for_its_pages_it_is_told_once():
    shop = apps.get_app_config("oscar")
    install()
    for _time in range(2):
        shop.get_urls()
    assert shop.set_password_form.__mro__.count(TellingMixin) == 1


def test_what_is_not_saved_yet_is_no_act(bob):
    customer_of(bob)
    form = type("Form", (TellingMixin, SetPasswordForm), {})(bob, WORDS)
    assert form.is_valid() and form.save(commit=False)
    assert not Activity.objects.filter(kind="password.changed").exists()
