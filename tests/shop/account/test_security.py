"""How somebody signs in, and where they are signed in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import make_user

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1"
)


def device(user, agent):
    """A browser that is signed in, and on the list."""
    client = Client(headers={"user-agent": agent})
    client.force_login(user)
    client.get(reverse("customer:security"))
    return client


def is_in(client):
    return client.get(reverse("customer:security")).status_code == 200


@pytest.fixture
def desk(bob):
    return device(bob, FIREFOX)


@pytest.fixture
def phone(bob):
    return device(bob, PHONE)


def page(client):
    return client.get(reverse("customer:security")).content.decode()


def test_devices_are_told_in_words(desk, phone):
    assert "Firefox on Linux" in page(desk) and "Safari on iPhone" in page(desk)


def test_one_s_own_device_is_marked_and_cannot_be_thrown_out(desk):
    assert "this device" in page(desk) and 'name="session"' not in page(desk)


def test_signing_out_everywhere_else(desk, phone):
    desk.post(reverse("customer:security"), {"action": "others"})
    assert is_in(desk) and not is_in(phone)


def test_signing_out_one(desk, phone, bob):
    other = next(d for d in desk.get(reverse("customer:security")).context["devices"] if not d.here)
    desk.post(reverse("customer:security"), {"session": str(other.number)})
    assert is_in(desk) and not is_in(phone)


def test_a_number_without_end_signs_nobody_out(desk, phone):
    answer = desk.post(reverse("customer:security"), {"session": "9" * 5000}, follow=True)
    assert "That device was signed out." not in answer.content.decode()


def test_nobody_ends_sessions_of_others(desk, eve):
    number = desk.get(reverse("customer:security")).context["devices"][0].number
    device(eve, FIREFOX).post(reverse("customer:security"), {"session": str(number)})
    assert is_in(desk)


def test_without_a_token_nobody_is_signed_out(bob, phone):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    assert strict.post(reverse("customer:security"), {"action": "others"}).status_code == 403
    assert is_in(phone)


def test_somebody_without_a_password_reads_so(client):
    ada = make_user("ada@example.com")
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)
    assert "You have none" in page(client)
