"""Where the store keeps Oscar's own pages, a new password that is chosen there stands in the timeline too."""

import pytest
from django.urls import reverse

from oscar_clienti.models import Activity
from tests.conftest import customer_of
from tests.timelines import acts

pytestmark = pytest.mark.django_db

GOOD = "a-long-way-to-Torino-9"


def change(client, user, old):
    client.force_login(user)
    words = {"old_password": old, "new_password1": GOOD, "new_password2": GOOD}
    return client.post(reverse("customer:change-password"), words)


def test_the_customer_changes_it(client, bob, alice):
    customer_of(bob)
    assert change(client, bob, "bob-buys-bread").status_code == 302
    assert acts(bob, to=alice, kind="password.changed") == [("Bob Rossi", "Password changed")]
    bob.refresh_from_db()
    assert bob.check_password(GOOD)


def test_a_wrong_old_one_is_no_act(client, bob):
    customer_of(bob)
    assert change(client, bob, "wrong").status_code == 200
    assert not Activity.objects.filter(kind="password.changed").exists()


def test_of_staff_nothing_is_written_down(client, alice):
    assert change(client, alice, "alice-in-the-shop").status_code == 302
    assert not Activity.objects.filter(kind="password.changed").exists()
