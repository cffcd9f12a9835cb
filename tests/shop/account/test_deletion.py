"""Deleting one's own account: said in numbers, proven by password or link, done once, confirmed by mail."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail, signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import erasure
from tests.conftest import customer_of, make_user
from tests.lives import OPEN_STATUS, place_order

pytestmark = pytest.mark.django_db

URL = "/accounts/profile/delete/"


@pytest.fixture(autouse=True)
def rested():
    """Links are sent one a minute."""
    cache.clear()


@pytest.fixture
def ada(db):
    """Without a password."""
    user = make_user("ada@example.com", first_name="Ada")
    user.set_unusable_password()
    user.save()
    customer_of(user)
    return user


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def is_gone(user):
    return Customer.objects.get(pk=user.pk).state == Customer.State.ERASED


def delete(client, **data):
    return client.post(reverse("customer:profile-delete"), data)


def link(client):
    mail.outbox.clear()
    delete(client, action="link")
    return re.search(r"token=(\S+)", mail.outbox[0].body)[1]


def test_the_page_says_in_numbers_what_happens(as_bob, bob):
    place_order(bob)
    place_order(bob, OPEN_STATUS)
    page = as_bob.get(reverse("customer:profile-delete")).content.decode()
    assert "2 orders with their addresses" in page and "1 order is still under way" in page


def test_the_right_password_deletes_and_signs_out_everywhere(as_bob, bob):
    phone = Client()
    phone.force_login(bob)
    answer = delete(as_bob, password="bob-buys-bread")
    assert answer["Location"] == reverse("customer:goodbye") and is_gone(bob)
    assert all(c.get(reverse("customer:security")).status_code == 302 for c in (as_bob, phone))


def test_orders_stay_and_the_user_row_too(as_bob, bob):
    order = place_order(bob)
    delete(as_bob, password="bob-buys-bread")
    kept = get_model("order", "Order").objects.get(pk=order.pk)
    assert (kept.user_id, kept.guest_email) == (bob.pk, "bob@example.com")
    assert get_user_model().objects.filter(pk=bob.pk, is_active=False).exists()


@pytest.mark.parametrize("data", [{}, {"password": "wrong"}, {"action": "link"}, {"token": "x"}])
def test_without_the_password_nothing_happens(as_bob, bob, data):
    assert delete(as_bob, **data).status_code == 200 and not is_gone(bob) and not mail.outbox


def test_an_e_mail_confirms_it(as_bob, bob, django_capture_on_commit_callbacks):
    place_order(bob, OPEN_STATUS)
    with django_capture_on_commit_callbacks(execute=True):
        delete(as_bob, password="bob-buys-bread")
    assert mail.outbox[0].to == ["bob@example.com"] and "1 of them is still under way" in mail.outbox[0].body


def test_it_is_done_whether_or_not_that_leaves(as_bob, bob, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "tests.mail_server.Stumbling"
    with django_capture_on_commit_callbacks(execute=True):
        assert delete(as_bob, password="bob-buys-bread").status_code == 302
    assert is_gone(bob)


def test_the_activity_says_who_without_a_name(as_bob, bob):
    delete(as_bob, password="bob-buys-bread")
    row = Activity.objects.filter(customer=bob.pk).latest("pk")
    assert (row.kind, row.by_id, row.by_name) == ("customer.erased_in_person", None, "")


def test_goodbye_is_a_page_for_everybody(client):
    assert "account is deleted" in client.get(reverse("customer:goodbye")).content.decode()


def test_without_a_password_a_link_proves_it(as_ada, ada):
    token = link(as_ada)
    page = as_ada.get(reverse("customer:profile-delete"), {"token": token})
    assert not is_gone(ada) and "One click is left" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    delete(as_ada, token=token)
    assert is_gone(ada)


def test_the_link_is_not_kept_in_the_history_of_e_mails(as_ada, ada):
    link(as_ada)
    assert not get_model("communication", "Email").objects.exists()


def test_one_link_a_minute(as_ada):
    link(as_ada)
    delete(as_ada, action="link")
    assert len(mail.outbox) == 1


def test_one_that_was_not_sent_may_be_asked_for_again_at_once(as_ada):
    with override_settings(EMAIL_BACKEND="tests.mail_server.Stumbling"):
        page = as_ada.get(delete(as_ada, action="link").url).content.decode()
        assert "the mail server could not be reached" in page
    delete(as_ada, action="link")
    assert len(mail.outbox) == 1


def test_a_link_is_for_whoever_it_was_sent_to(as_ada, ada, eve):
    token = link(as_ada)
    eve.set_unusable_password()
    eve.save()
    customer_of(eve)
    others = Client()
    others.force_login(eve)
    assert delete(others, token=token).status_code == 200 and not is_gone(eve) and not is_gone(ada)


def test_a_link_opens_nothing_for_visitors(as_ada, ada):
    token = link(as_ada)
    assert delete(Client(), token=token).status_code == 302 and not is_gone(ada)


def test_an_old_link_is_told(as_ada, ada, monkeypatch):
    token = link(as_ada)
    late = signing.time.time() + timedelta(hours=1, seconds=1).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: late)
    assert "too old" in as_ada.get(reverse("customer:profile-delete"), {"token": token}).content.decode()
    assert delete(as_ada, token=token).status_code == 200 and not is_gone(ada)


def test_a_link_dies_with_the_address_it_was_sent_to(as_ada, ada):
    token = link(as_ada)
    get_user_model().objects.filter(pk=ada.pk).update(email="ada.bianchi@example.com")
    delete(as_ada, token=token)
    assert not is_gone(ada)


def test_staff_cannot_delete_themselves_here(as_alice, alice):
    delete(as_alice, password="alice-in-the-shop")
    assert get_user_model().objects.get(pk=alice.pk).is_active


def test_without_a_token_of_the_form_nothing_is_deleted(bob):
    customer_of(bob)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    answer = strict.post(reverse("customer:profile-delete"), {"password": "bob-buys-bread"})
    assert answer.status_code == 403 and not is_gone(bob)


def test_nobody_leaves_for_somebody_else(bob, eve):
    with pytest.raises(PermissionDenied):
        erasure.leave(customer_of(bob), by=eve)


def test_customers_cannot_delete_others(bob, eve):
    with pytest.raises(PermissionDenied):
        erasure.erase(customer_of(bob), by=eve)
