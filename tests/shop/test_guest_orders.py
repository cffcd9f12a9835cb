"""Guests who buy, through the shop's own pages: whose the order is afterwards, and who gets to read it."""

from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_clienti import sources
from oscar_clienti.models import Customer, GuestOrder, GuestOrderReason, GuestOrderState, OrderTaxRecord
from oscar_clienti.services import customers, erasure, guest_orders
from oscar_clienti.signals import guest_order_attached
from tests.conftest import customer_of, heard, make_user

from .guests import Guest, link_in, open_link
from .shops import shop

pytestmark = pytest.mark.django_db
Reason, State = GuestOrderReason, GuestOrderState


@pytest.fixture(autouse=True)
def a_shop():
    with shop("default", "nothing"):
        yield


def confirm(user, email=None, verified=True):
    EmailAddress = apps.get_model("account", "EmailAddress")
    return EmailAddress.objects.create(user=user, email=(email or user.email).lower(), verified=verified)


def fate(order):
    row = GuestOrder.objects.get(pk=order.pk)
    return State(row.state), Reason(row.reason)


# Nobody has the address.


def test_a_guest_becomes_a_customer():
    order = Guest("ada@example.com").buy()
    customer = Customer.objects.get(pk=order.user_id)
    assert (customer.email, customer.first_name, customer.last_name) == ("ada@example.com", "Ada", "Neri")
    assert customer.source == sources.GUEST_ORDER.key
    assert fate(order) == (State.ATTACHED, Reason.NEW)


def test_the_account_has_no_password_and_was_never_entered():
    user = Guest("ada@example.com").buy().user
    assert not user.has_usable_password() and user.last_login is None
    assert guest_orders.is_claimable(user)


def test_the_customer_has_the_language_of_the_checkout():
    guest = Guest("ada@example.com")
    guest.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "it"
    guest.client.cookies["django_language"] = "it"
    assert Customer.objects.get(pk=guest.buy().user_id).language == "it"


def test_the_figures_count_the_order():
    order = Guest("ada@example.com").buy()
    customer = Customer.objects.get(pk=order.user_id)
    assert (customer.num_orders, customer.total_spent) == (1, order.total_incl_tax)


def test_the_history_tells_it():
    order = Guest("ada@example.com").buy()
    row = Customer.objects.get(pk=order.user_id).activities.get(kind="order.attached")
    assert row.facts == {"order": str(order.number), "why": "NEW"} and row.by is None


def test_whoever_listens_is_told():
    with heard(guest_order_attached) as calls:
        order = Guest("ada@example.com").buy()
    assert [(call["order"].pk, call["customer"].pk, call["by"]) for call in calls] == [(order.pk, order.user_id, None)]


def test_a_second_order_finds_the_account_in_whatever_case():
    first, second = Guest("ada@example.com").buy(), Guest("ADA@Example.com").buy()
    assert first.user_id == second.user_id
    assert fate(second) == (State.ATTACHED, Reason.CLAIMABLE)
    assert Customer.objects.get(pk=first.user_id).num_orders == 2


@pytest.mark.skipif(connection.vendor == "mysql", reason="MariaDB takes the two for one")
def test_an_address_that_only_looks_alike_is_another():
    """The databases take é for e; and nobody may get an order by a letter that looks like another."""
    first, second = Guest("ada@cafe.example").buy(), Guest("ada@café.example").buy()
    assert second.user_id not in (None, first.user_id)


# Somebody has the address.


def test_who_confirmed_the_address_has_the_order_at_once(bob):
    confirm(bob)
    order = Guest("Bob@example.com").buy()
    assert order.user_id == bob.pk
    assert fate(order) == (State.ATTACHED, Reason.VERIFIED)


def test_a_second_confirmed_address_is_theirs_too(bob):
    confirm(bob, "rob@example.net")
    assert Guest("rob@example.net").buy().user_id == bob.pk


def test_an_account_made_by_hand_has_the_order_at_once(alice):
    carla = customers.create(email="carla@example.com", by=alice)
    assert Guest("carla@example.com").buy().user_id == carla.pk


def test_an_account_that_was_entered_once_has_to_confirm(alice, client):
    carla = customers.create(email="carla@example.com", by=alice)
    client.force_login(carla.user)
    assert Guest("carla@example.com").buy().user_id is None


def test_the_address_of_somebody_who_only_registered_proves_nothing(eve):
    """The attack: register the victim's address, and wait for her orders."""
    confirm(eve, verified=False)
    order = Guest("eve@example.com", first_name="Victoria").buy()
    assert order.user_id is None
    assert fate(order) == (State.WAITING, Reason.UNPROVEN)


def test_the_attacker_does_not_see_the_order(eve):
    order = Guest("eve@example.com").buy()
    client = Client()
    client.force_login(eve)
    assert order.number not in client.get(reverse("customer:order-list")).content.decode()
    assert client.get(reverse("customer:order", args=[order.number])).status_code == 404


def test_an_account_without_password_that_somebody_else_made_proves_nothing():
    make_user("sofia@example.com")
    assert Guest("sofia@example.com").buy().user_id is None


def test_who_confirmed_comes_before_who_only_says_so(bob, eve):
    confirm(bob, "eve@example.com")
    assert Guest("eve@example.com").buy().user_id == bob.pk


@pytest.mark.parametrize("rank", ["is_staff", "is_superuser"])
def test_the_team_never_gets_an_order(rank):
    boss = make_user("boss@example.com", **{rank: True})
    confirm(boss)
    order = Guest("boss@example.com").buy()
    assert order.user_id is None
    assert fate(order) == (State.WAITING, Reason.TEAM)


def test_a_partner_never_gets_an_order(bob):
    get_model("partner", "Partner").objects.create(name="Mill").users.add(bob)
    confirm(bob)
    assert Guest("bob@example.com").buy().user_id is None


@pytest.mark.skipif(connection.vendor == "mysql", reason="MariaDB takes the two for one")
def test_two_accounts_of_one_address_wait_for_somebody_to_decide(settings):
    for email in ("twin@example.com", "Twin@example.com"):
        make_user(email, password="two-of-a-kind")
    assert fate(Guest("twin@example.com").buy()) == (State.WAITING, Reason.SEVERAL)


# Confirming.


def test_confirming_the_address_brings_the_waiting_orders(bob, django_capture_on_commit_callbacks):
    orders = [Guest("bob@example.com").buy() for _number in range(2)]
    address = confirm(bob, verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        address.set_verified()
    theirs = get_model("order", "Order").objects.filter(pk__in=[order.pk for order in orders])
    assert [order.user_id for order in theirs] == [bob.pk, bob.pk]
    assert Customer.objects.get(pk=bob.pk).num_orders == 2


def test_confirming_twice_attaches_once(bob, django_capture_on_commit_callbacks):
    Guest("bob@example.com").buy()
    address = confirm(bob, verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        address.set_verified()
        address.save()
    assert customer_of(bob).activities.filter(kind="order.attached").count() == 1


def test_confirming_another_address_brings_nothing(bob, django_capture_on_commit_callbacks):
    order = Guest("bob@example.com").buy()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(bob, "bob@example.net")
    order.refresh_from_db()
    assert order.user_id is None


def test_nobody_adopts_what_was_left_apart(bob, alice, django_capture_on_commit_callbacks):
    order = Guest("bob@example.com").buy()
    guest_orders.leave_apart(guest_orders.waiting(), by=alice)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(bob)
    order.refresh_from_db()
    assert order.user_id is None


def test_the_orders_of_a_deleted_account_find_nobody_else(bob, alice, django_capture_on_commit_callbacks):
    """Not whoever has the address next either."""
    order = Guest("bob@example.com").buy()
    erasure.erase(customer_of(bob), by=alice)
    newcomer = make_user("bob@example.com", password="another-bob-1")
    with django_capture_on_commit_callbacks(execute=True):
        confirm(newcomer)
    order.refresh_from_db()
    assert order.user_id is None
    assert fate(order) == (State.APART, Reason.ERASED)


def test_a_deleted_customer_who_orders_again_is_a_new_one(alice):
    first = Guest("ada@example.com").buy()
    erasure.erase(Customer.objects.get(pk=first.user_id), by=alice)
    second = Guest("ada@example.com").buy()
    assert second.user_id not in (None, first.user_id)


# What else may go wrong.


def test_a_checkout_never_fails_for_it(caplog):
    with patch("oscar_clienti.services.guest_orders.placing.settle", side_effect=RuntimeError("ada@example.com")):
        order = Guest("ada@example.com").buy()
    assert order.user_id is None
    assert order.number in caplog.text and "ada@example.com" not in caplog.text


def test_a_shop_may_switch_it_off(settings):
    settings.OSCAR_CLIENTI_GUEST_ORDERS_FIND_OWNER = False
    order = Guest("ada@example.com").buy()
    assert order.user_id is None
    assert not get_user_model().objects.filter(email="ada@example.com").exists()


def test_the_order_is_not_taxed_anew(bob):
    """Bob is exempt, the guest who bought was not: it stays as it was."""
    confirm(bob)
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(tax_exempt=True)
    order = Guest("bob@example.com").buy()
    assert order.user_id == bob.pk
    assert not OrderTaxRecord.objects.filter(order=order, exempt=True).exists()


# The link in the e-mail.


def test_the_mailed_link_shows_the_order():
    order = Guest("ada@example.com").buy()
    assert order.number in open_link(link_in(), "ada@example.com").content.decode()


def test_the_mailed_link_asks_for_the_right_address():
    Guest("ada@example.com").buy()
    assert "Order not found" in open_link(link_in(), "eve@example.com").content.decode()


def test_a_forged_link_shows_nothing():
    order = Guest("ada@example.com").buy()
    path = reverse("customer:anon-order", args=[order.number, f"{order.number}:forged"])
    assert "Order not found" in open_link(path, "ada@example.com").content.decode()


def test_an_order_of_somebody_signed_in_has_no_such_link(bob):
    from tests.lives import place_order

    order = place_order(bob, email="bob@example.com")
    path = reverse("customer:anon-order", args=[order.number, order.verification_hash()])
    assert "Order not found" in open_link(path, "bob@example.com").content.decode()


def test_the_confirmation_is_mailed_to_the_guest():
    Guest("ada@example.com").buy()
    assert mail.outbox[-1].to == ["ada@example.com"]


# What the guest reads.


@pytest.mark.parametrize("email", ["ada@example.com", "eve@example.com", "boss@example.com"])
def test_the_thanks_say_the_same_whoever_has_an_account(email, eve):
    make_user("boss@example.com", is_staff=True)
    guest = Guest(email)
    guest.buy()
    page = guest.thanks()
    assert "see all your orders" in page and "See how far your order is" in page
    assert "Tracking your order" not in page  # Oscar's words, for orders that belong to nobody.


def test_the_letter_says_it_too():
    Guest("ada@example.com").buy()
    assert "see all your orders" in mail.outbox[-1].body


def test_a_shop_with_oscars_own_door_says_nothing(settings):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "oscar_clienti.accounts"]
    guest = Guest("ada@example.com")
    guest.buy()
    assert "see all your orders" not in guest.thanks()
