"""One click, without signing in, once; looking changes nothing (RFC 8058)."""

import re

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from oscar_clienti.models import ConsentEvent, ConsentState, Customer
from oscar_clienti.services import consents, customers, erasure
from oscar_clienti.services.mailings.unsubscribing import link_for
from tests.conftest import customer_of

from .conftest import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(bob):
    """The path in the mail that Bob got."""
    return re.sub(r"^https?://[^/]+", "", link_for(agree(bob), bob.email, "en"))


@pytest.fixture
def nobody():
    """A mailbox provider: no cookies, no token of ours."""
    return Client(enforce_csrf_checks=True)


def said(response):
    """The page, without Django's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def lines(user):
    return ConsentEvent.objects.filter(customer=user.pk, state=ConsentState.WITHDRAWN)


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(nobody, link, bob, method):
    response = getattr(nobody, method)(link)
    assert response.status_code == 200
    assert not lines(bob).exists()


def test_looking_shows_a_button(nobody, link):
    html = nobody.get(link).content.decode()
    assert "No more news and offers?" in html and 'method="post"' in html


def test_it_names_nobody(nobody, link):
    for response in (nobody.get(link), nobody.post(link)):
        assert "bob" not in response.content.decode().lower().replace(link.lower(), "")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_one_click_says_no_at_once(nobody, link, bob, kind):
    body = "List-Unsubscribe=One-Click"
    if "multipart" in kind:
        body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    response = nobody.post(link, body, content_type=kind)
    assert response.status_code == 200
    line = lines(bob).get()
    assert (line.source, line.channel, line.address) == ("unsubscribe", "email", bob.email)
    assert customer_of(bob).email_consent == ConsentState.WITHDRAWN


def test_it_sets_no_cookie(nobody, link):
    assert "sessionid" not in nobody.post(link).cookies


def test_twice_is_written_down_once(nobody, link, bob):
    assert [nobody.post(link).status_code for _time in range(3)] == [200, 200, 200]
    assert lines(bob).count() == 1


def test_whoever_said_no_elsewhere_has_said_it(nobody, link, bob):
    consents.withdraw(customer_of(bob), channel="email", source="account", by=bob)
    nobody.post(link)
    assert lines(bob).count() == 1


def test_a_yes_after_a_no_can_be_taken_back_by_the_old_link(nobody, link, bob):
    nobody.post(link)
    consents.grant(customer_of(bob), channel="email", source="account", wording="Yes again", by=bob)
    nobody.post(link)
    assert lines(bob).count() == 2


def test_it_works_when_the_account_is_gone(nobody, link, bob, alice):
    before = said(nobody.get(link))
    erasure.erase(customer_of(bob), by=alice)
    assert said(nobody.get(link)) == before
    assert nobody.post(link).status_code == 200
    assert not lines(bob).exists()


def test_it_works_when_there_is_no_such_row_any_more(nobody, link, bob):
    get_user_model().objects.filter(pk=bob.pk).delete()
    assert nobody.post(link).status_code == 200


def test_it_does_nothing_for_a_stranger_with_the_same_number(nobody, link, bob):
    ConsentEvent.objects.filter(customer=bob.pk).scrub(address="stranger@example.com")
    get_user_model().objects.filter(pk=bob.pk).update(email="stranger@example.com")
    assert nobody.post(link).status_code == 200
    assert not lines(bob).exists()


def test_an_old_link_works_after_the_address_was_changed(nobody, link, bob, alice):
    customers.change_email(customer_of(bob), email="new@example.com", by=alice)
    consents.grant(customer_of(bob), channel="email", source="staff", wording="Yes", how="Phone", by=alice)
    nobody.post(link)
    assert lines(bob).get().address == "new@example.com"


def test_staff_who_are_customers_too_get_out_as_well(nobody, link, bob):
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    Customer.objects.filter(pk=bob.pk).update(state=Customer.State.STAFF)
    assert nobody.post(link).status_code == 200
    assert lines(bob).count() == 1


def test_it_survives_a_change_of_the_signing_key(nobody, link, bob, settings):
    settings.SECRET_KEY_FALLBACKS = [django_settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key"
    assert nobody.post(link).status_code == 200
    assert lines(bob).count() == 1


def test_a_link_that_was_tampered_with_is_not_found(nobody, link, bob):
    for method in (nobody.get, nobody.post):
        assert method(link[:-6] + "xxxxx/").status_code == 404
    assert not lines(bob).exists()


def test_a_link_of_another_kind_is_not_found(nobody, bob):
    from django.core import signing

    for said in ([bob.pk, "sms", "x"], "nonsense", [bob.pk]):
        token = signing.dumps(said, salt="oscar_clienti.unsubscribe")
        assert nobody.post(reverse("customer:unsubscribe", args=[token])).status_code == 404


def test_the_page_passes_its_address_on_to_nobody(nobody, link):
    response = nobody.get(link)
    assert response["Referrer-Policy"] == "no-referrer" and "no-store" in response["Cache-Control"]


def test_without_consent_it_is_still_a_no(nobody, bob):
    customer = customer_of(bob)
    path = re.sub(r"^https?://[^/]+", "", link_for(customer, bob.email, "en"))
    nobody.post(path)
    assert lines(bob).count() == 1
