"""The dashboard's first page says whom the customers wait for."""

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_clienti.models import Message
from oscar_clienti.services import conversations, guest_orders, notes, sync
from tests.conftest import customer_of, grant, make_user
from tests.lives import place_order

pytestmark = pytest.mark.django_db


def words_of(client):
    html = client.get(reverse("dashboard:index")).content.decode()
    return " ".join(html.split())


@pytest.fixture
def call(bob):
    return notes.write(customer_of(bob), text="Call him", follow_up_on=timezone.localdate(), by=None)


def test_a_call_of_today_is_named_and_leads_to_the_list(as_alice, call):
    assert "1 call until today" in words_of(as_alice)
    assert f'href="{reverse("dashboard:customer-follow-ups")}"' in words_of(as_alice)


def test_a_message_that_nobody_has_read(as_alice, db):
    conversations.contact(name="Dora", email="dora@example.com", subject="Rolls?", text="Do you make rolls?")
    assert "1 conversation to read" in words_of(as_alice)
    assert f'href="{reverse("dashboard:customer-conversation-list")}?show=unread"' in words_of(as_alice)


def test_a_message_that_did_not_leave(as_alice, alice, bob):
    sync.refresh([bob.pk])
    message = conversations.start(customer_of(bob), subject="Hello", text="It is here.", by=alice)
    Message.objects.filter(pk=message.pk).update(delivery="failed")
    assert "1 conversation with an unsent message" in words_of(as_alice)
    assert f'href="{reverse("dashboard:customer-conversation-list")}?show=unsent"' in words_of(as_alice)


def test_orders_of_guests_that_wait(as_alice, db):
    make_user("zoe@example.com")
    guest_orders.placed(place_order(None, email="zoe@example.com"))
    assert "1 guest order to decide" in words_of(as_alice)


def test_where_nothing_waits_the_page_is_oscars(as_alice):
    assert "Customers are waiting" not in words_of(as_alice)


def test_whoever_may_not_read_notes_hears_of_no_calls(client, call):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer"))
    assert "call until today" not in words_of(client)


def test_whoever_may_not_see_customers_hears_of_nothing(client, call):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_note", "decide_guest_orders"))
    assert "Customers are waiting" not in words_of(client)
