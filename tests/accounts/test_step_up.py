"""Important acts ask who is there once more: by password, or – where there is none – by a fresh link or code."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils.decorators import method_decorator
from django.views import View

from oscar_clienti.accounts.step_up import recently_confirmed
from oscar_clienti.models import SignInLink
from tests.conftest import customer_of, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.test_step_up")]


@recently_confirmed
def important(request):
    return HttpResponse("done")


@method_decorator(recently_confirmed, name="dispatch")
class Important(View):
    def get(self, request):
        return HttpResponse("done by a class")


urlpatterns = [
    path("important/", important),
    path("important-class/", Important.as_view()),
    path("", include("urls")),
]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def dora(db):
    """No password."""
    user = make_user("dora@example.com")
    customer_of(user)
    return user


@pytest.fixture
def as_dora(client, dora):
    client.force_login(dora)
    return client


@pytest.fixture
def asked(as_dora, django_capture_on_commit_callbacks):
    """Dora's browser after she asked for the e-mail."""
    with django_capture_on_commit_callbacks(execute=True):
        as_dora.post(reverse("account_step_up"), {"next": "/important/"})
    return as_dora


def mailed_code():
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def mailed_path():
    return re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1]


def press(browser, user):
    browser.get(mailed_path())
    return browser.post(reverse("account_link_open"), {"signed_in": str(user.pk)})


@pytest.mark.parametrize("where", ["/important/", "/important-class/"])
def test_a_visitor_signs_in_first(client, where):
    assert client.get(where)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("where", ["/important/", "/important-class/"])
def test_who_has_no_password_is_asked_by_e_mail(as_dora, where):
    assert as_dora.get(where)["Location"].startswith(reverse("account_step_up"))


def test_who_has_a_password_is_asked_for_it(client, bob):
    client.force_login(bob)
    assert client.get("/important/")["Location"].startswith(reverse("account_reauthenticate"))


def test_the_code_confirms_and_leads_back(asked):
    assert asked.post(reverse("account_link_sent"), {"code": mailed_code()})["Location"] == "/important/"
    assert asked.get("/important/").content == b"done"


def test_the_link_confirms_in_the_same_browser(asked, dora):
    assert press(asked, dora)["Location"] == "/important/"
    assert asked.get("/important-class/").content == b"done by a class"


def test_opening_the_link_alone_confirms_nothing(asked):
    asked.get(mailed_path(), follow=True)
    assert asked.get("/important/").status_code == 302


def test_the_link_confirms_nothing_in_another_browser(asked, dora):
    other = Client()
    other.force_login(dora)
    assert press(other, dora).status_code == 410
    assert other.get("/important/").status_code == 302


def test_it_signs_in_nobody(asked, dora):
    other = Client()
    other.get(mailed_path())
    other.post(reverse("account_link_open"), {"signed_in": ""})
    assert "_auth_user_id" not in other.session


def test_a_link_for_signing_in_is_a_confirmation_too(client, dora, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_link"), {"email": dora.email})
    client.post(reverse("account_link_sent"), {"code": mailed_code()})
    assert client.get("/important/").content == b"done"


def test_a_confirmation_does_not_last(asked, dora):
    asked.post(reverse("account_link_sent"), {"code": mailed_code()})
    session = asked.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 301
    session.save()
    assert asked.get("/important/").status_code == 302


def test_the_row_says_what_for(asked):
    assert SignInLink.objects.get().purpose == "step_up"


# --- the pages that ask


def new_address(browser):
    return browser.post(reverse("account_email"), {"action_add": "", "email": "dora.new@example.com"})


def test_an_unattended_browser_takes_the_account_nowhere_else(as_dora, dora):
    assert new_address(as_dora).url.startswith(reverse("account_step_up"))
    assert not EmailAddress.objects.filter(email="dora.new@example.com").exists() and not mail.outbox


def test_after_the_code_the_address_is_changed(asked):
    asked.post(reverse("account_link_sent"), {"code": mailed_code()})
    assert new_address(asked).url == reverse("account_email_verification_sent")
    assert mail.outbox[-1].to == ["dora.new@example.com"]


def test_whoever_has_a_password_is_asked_for_it_before_the_address_changes(client, bob):
    client.force_login(bob)
    assert new_address(client).url.startswith(reverse("account_reauthenticate"))


def test_an_unattended_browser_gets_no_password(as_dora):
    assert as_dora.get(reverse("account_set_password")).url.startswith(reverse("account_step_up"))


def test_an_unattended_browser_gets_no_social_account(as_dora):
    way = as_dora.post(f"{reverse('dummy_login')}?process=connect")
    answer = as_dora.post(way.url, {"id": "666", "email": "eve@example.com"})
    assert not SocialAccount.objects.exists()
    assert answer.url.startswith(reverse("account_step_up"))


def test_after_the_code_the_social_account_is_connected(asked, dora):
    asked.post(reverse("account_link_sent"), {"code": mailed_code()})
    answer = asked.post(f"{reverse('dummy_login')}?process=connect")
    asked.post(answer.url, {"id": "7", "email": "dora@example.com"})
    assert SocialAccount.objects.get().user == dora
