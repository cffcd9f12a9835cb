"""The queue of guests' orders that somebody has to decide about."""

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer, GuestOrder, GuestOrderState
from oscar_clienti.services import erasure, guest_orders
from tests.conftest import customer_of, grant, make_user
from tests.lives import place_order

pytestmark = pytest.mark.django_db
LIST = "dashboard:customer-guest-orders"


def waits(email="bob@example.com"):
    """A guest's order with an address that somebody has."""
    order = place_order(None, email=email)
    guest_orders.placed(order)
    return GuestOrder.objects.get(pk=order.pk)


def page(client, query=""):
    return " ".join(client.get(reverse(LIST) + query).content.decode().split())


def do(client, act, *rows, confirmed=True):
    data = {"selected": [row.pk for row in rows], **({"confirmed": "1"} if confirmed else {})}
    return client.post(reverse(f"{LIST}-{act}"), data, follow=True)


def owner(row):
    return get_model("order", "Order").objects.get(pk=row.pk).user_id


def test_a_waiting_order_stands_there_with_its_account_and_why(as_alice, bob):
    row = waits()
    said = page(as_alice)
    assert str(row.order.number) in said and "Bob Rossi" in said
    assert "The customer has not confirmed the address yet." in said


def test_an_account_of_the_team_is_not_named(as_alice):
    make_user("boss@example.com", first_name="Bossa", is_staff=True)
    waits("boss@example.com")
    said = page(as_alice)
    assert "belongs to an account of the shop" in said and "Bossa" not in said


def test_nothing_waits(as_alice):
    assert "No orders wait" in page(as_alice)


def test_the_list_of_customers_says_how_many_wait(as_alice, bob):
    waits(), waits()
    said = " ".join(as_alice.get(reverse("dashboard:customer-health")).content.decode().split())
    assert "2 guest orders to decide" in said and reverse(LIST) in said


def test_the_first_click_asks(as_alice, bob):
    row = waits()
    answer = do(as_alice, "attach", row, confirmed=False)
    assert "Nobody has proved yet" in answer.content.decode()
    assert owner(row) is None


def test_an_order_is_attached(as_alice, bob):
    row = waits()
    assert "1 order was attached." in do(as_alice, "attach", row).content.decode()
    assert owner(row) == bob.pk
    assert Customer.objects.get(pk=bob.pk).num_orders == 1


def test_the_history_says_who_decided(as_alice, bob, alice):
    row = waits()
    do(as_alice, "attach", row)
    act = Activity.objects.get(kind="order.attached")
    assert (act.customer_id, act.by_id, act.facts["why"]) == (bob.pk, alice.pk, "STAFF")


def test_the_profile_tells_it_in_words(as_alice, bob):
    row = waits()
    do(as_alice, "attach", row)
    told = as_alice.get(reverse("dashboard:customer-panel", args=[bob.pk, "activity"])).content.decode()
    assert "Guest order attached" in told and "Somebody of the shop decided it." in told


def test_several_at_once(as_alice, bob, carol):
    rows = [waits(), waits("carol@example.com")]
    do(as_alice, "attach", *rows)
    assert [owner(row) for row in rows] == [bob.pk, carol.pk]


def test_nobody_attaches_an_order_to_the_team(as_alice):
    make_user("boss@example.com", is_staff=True)
    row = waits("boss@example.com")
    assert "1 order waits on" in do(as_alice, "attach", row).content.decode()
    assert owner(row) is None


def test_who_became_staff_meanwhile_gets_nothing(as_alice, bob):
    row = waits()
    bob.is_staff = True
    bob.save()
    do(as_alice, "attach", row)
    assert owner(row) is None


def test_whoever_has_another_address_by_now_gets_nothing(as_alice, bob):
    row = waits()
    bob.email = "bob@example.net"
    bob.save()
    do(as_alice, "attach", row)
    assert owner(row) is None


def test_an_order_that_found_its_owner_meanwhile_is_left(as_alice, bob, carol):
    row = waits()
    get_model("order", "Order").objects.filter(pk=row.pk).update(user=carol)
    do(as_alice, "attach", row)
    assert owner(row) == carol.pk


def test_an_order_is_left_apart_and_waits_again(as_alice, bob):
    row = waits()
    assert "1 order was left apart." in do(as_alice, "leave", row).content.decode()
    assert "No orders wait" in page(as_alice) and str(row.order.number) in page(as_alice, "?apart=1")
    assert "1 order waits again." in do(as_alice, "return", row).content.decode()
    assert str(row.order.number) in page(as_alice)


def test_both_are_in_the_history(as_alice, bob):
    row = waits()
    do(as_alice, "leave", row)
    do(as_alice, "return", row)
    kinds = customer_of(bob).activities.order_by("pk").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind.startswith("order.")] == ["order.left_apart", "order.waits_again"]


def test_what_a_deletion_left_apart_stays_so(as_alice, bob, alice):
    row = waits()
    erasure.erase(customer_of(bob), by=alice)
    assert "stays apart" in do(as_alice, "return", row).content.decode()
    assert GuestOrder.objects.get(pk=row.pk).state == GuestOrderState.APART


@pytest.mark.parametrize("selected", [[], ["x"], ["²"], ["9" * 30], ["4711"]])
def test_nothing_chosen_is_said(as_alice, selected):
    answer = as_alice.post(reverse(f"{LIST}-attach"), {"selected": selected}, follow=True)
    assert "Choose at least one order first." in answer.content.decode()


def test_who_may_only_look_has_no_buttons(client, viewer, bob):
    waits()
    client.force_login(viewer)
    said = page(client)
    assert "Attach to their accounts" not in said and "selected" not in said


def test_editing_customers_is_not_enough_to_decide(client, bob):
    row = waits()
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "change_customer"))
    assert do(client, "attach", row).status_code == 403
    assert owner(row) is None


def test_a_page_shows_25(as_alice, bob):
    for _number in range(26):
        waits()
    assert "Page 1 of 2" in page(as_alice)


def test_twenty_orders_cost_as_many_questions_as_two(as_alice, bob, django_assert_num_queries, connection_queries):
    waits(), waits()
    few = connection_queries(lambda: page(as_alice))
    for _number in range(18):
        waits()
    assert connection_queries(lambda: page(as_alice)) == few


@pytest.fixture
def connection_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(function):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            function()
        return len(queries)

    return count
