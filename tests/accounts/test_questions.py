"""What the shop asks of somebody new is asked by whichever way they come."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

from oscar_clienti.models import Customer, ExtraAnswer
from oscar_clienti.services import extra_fields
from tests.accounts.test_oscar_pages import sign_up
from tests.accounts.test_social import come_by_dummy

pytestmark = pytest.mark.django_db

EMAIL = "ada@example.com"


@pytest.fixture(autouse=True)
def question():
    return extra_fields.define(kind="text", label="What do you collect?", required=True, in_registration=True, by=None)


@pytest.fixture
def name(question):
    return extra_fields.form_name(question)


@pytest.fixture
def asked(client, django_capture_on_commit_callbacks):
    """The browser of somebody new who asked for a link."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_link"), {"email": EMAIL, "next": "/basket/"})
    return client


@pytest.fixture
def opened(asked):
    asked.get(re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    return asked


def press(browser, **answers):
    return browser.post(reverse("account_link_open"), {"signed_in": "", **answers})


def has_account():
    return get_user_model().objects.filter(email=EMAIL).exists()


def answer_of():
    return ExtraAnswer.objects.get(customer=Customer.objects.get(email=EMAIL)).text


def test_the_page_of_the_link_asks(opened):
    assert "What do you collect?" in opened.get(reverse("account_link_open")).content.decode()


def test_nothing_is_opened_without_the_answer(opened):
    assert "This field is required" in press(opened).content.decode()
    assert not has_account()


def test_with_the_answer_the_account_is_open_and_the_answer_kept(opened, name):
    assert press(opened, **{name: "Cups"}).url == "/basket/"
    assert answer_of() == "Cups"


def test_who_types_the_code_is_asked_too(asked, name):
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]
    assert asked.post(reverse("account_link_sent"), {"code": code}).url == reverse("account_link_open")
    assert not has_account()
    press(asked, **{name: "Cups"})
    assert answer_of() == "Cups"


def test_who_signs_up_with_a_password_is_asked(client, name):
    assert "This field is required" in sign_up(client, EMAIL).content.decode()
    sign_up(client, EMAIL, **{name: "Cups"})
    assert answer_of() == "Cups"


def test_who_comes_by_a_social_account_is_asked(client, name):
    page = come_by_dummy(client, email=EMAIL, email_verified="on")
    assert page.url.startswith(reverse("socialaccount_signup")) and not has_account()
    client.post(page.url, {"email": EMAIL, name: "Cups"})
    assert answer_of() == "Cups"


def test_who_has_an_account_is_not_asked_at_the_door(client, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_link"), {"email": bob.email})
    client.get(re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    press(client)
    assert client.session["_auth_user_id"] == str(bob.pk)
