"""Orders that guests placed before anybody looked for their owners."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer, GuestOrder, GuestOrderReason, GuestOrderState
from oscar_clienti.services import customers, erasure, guest_orders
from tests.conftest import customer_of, make_user
from tests.lives import place_order

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


def claim(*arguments):
    out = StringIO()
    call_command("clienti_claim_guest_orders", *arguments, "--verbosity=0", stdout=out)
    return out.getvalue()


def past(*emails):
    """Orders of guests, as the database has them; no signal was sent."""
    return [place_order(None, email=email) for email in emails]


def owner(order):
    return Order.objects.get(pk=order.pk).user_id


def confirmed(user):
    apps.get_model("account", "EmailAddress").objects.create(user=user, email=user.email, verified=True)


def test_guests_become_customers_with_all_their_orders():
    first, second, other = past("ada@example.com", "Ada@Example.com", "bea@example.com")
    said = claim()
    assert owner(first) == owner(second) != owner(other)
    assert Customer.objects.get(pk=owner(first)).num_orders == 2
    assert "3 attached to a new account" in said and "2 new customers" in said


def test_each_outcome_is_counted(bob, eve, alice):
    confirmed(bob)
    customers.create(email="carla@example.com", by=alice)
    past("bob@example.com", "carla@example.com", "eve@example.com", "alice@shop.example", "no address")
    said = claim()
    for words in ("1 attached to a customer", "1 attached to an account that", "1 waiting: the customer has not",
                  "1 waiting: the address belongs", "1 passed over"):  # fmt: skip
        assert words in said


def test_a_dry_run_writes_nothing_and_says_the_same(eve):
    orders = past("ada@example.com", "ada@example.com", "eve@example.com")
    said = claim("--dry-run", "--chunk=1")
    assert "2 attached to a new account" in said and "There would be 1 new customers" in said
    assert [owner(order) for order in orders] == [None] * 3
    assert not GuestOrder.objects.exists() and not Activity.objects.filter(kind="customer.created").exists()


def test_the_second_run_finds_nothing_to_do():
    past("ada@example.com", "bea@example.com")
    claim()
    rows = Activity.objects.count()
    assert "0 new customers" in claim()
    assert Activity.objects.count() == rows


def test_a_run_that_was_killed_goes_on(monkeypatch):
    orders = past("ada@example.com", "bea@example.com", "ada@example.com")
    seen = iter([None, KeyboardInterrupt])

    def stop(*_progress):
        if raised := next(seen):
            raise raised

    with pytest.raises(KeyboardInterrupt):
        guest_orders.claim_past(chunk=1, progress=stop)
    assert [owner(order) is None for order in orders] == [False, False, True]
    claim()
    assert owner(orders[0]) == owner(orders[2])


def test_chunks_are_done_in_few_questions(django_assert_max_num_queries):
    past(*(f"guest{number}@example.com" for number in range(40)))
    with django_assert_max_num_queries(70):
        guest_orders.claim_past()


def test_a_user_without_a_row_is_not_made_twice():
    get_user_model().objects.bulk_create([get_user_model()(email="ada@example.com", password="!")])
    past("ada@example.com")
    claim()
    assert get_user_model().objects.filter(email__iexact="ada@example.com").count() == 1


def test_what_waits_is_looked_at_anew(bob):
    (order,) = past("bob@example.com")
    claim()
    assert owner(order) is None
    confirmed(bob)
    claim()
    assert owner(order) == bob.pk


def test_what_was_left_apart_stays_apart(bob, alice):
    (order,) = past("bob@example.com")
    claim()
    guest_orders.leave_apart(guest_orders.waiting(), by=alice)
    confirmed(bob)
    claim()
    assert owner(order) is None


def test_orders_with_the_address_of_a_deleted_customer_find_nobody(bob, alice):
    place_order(bob)
    (order,) = past("bob@example.com")
    erasure.erase(customer_of(bob), by=alice)
    said = claim()
    assert owner(order) is None and "1 left apart" in said
    row = GuestOrder.objects.get(pk=order.pk)
    assert (row.state, row.reason) == (GuestOrderState.APART, GuestOrderReason.ERASED)


def test_what_was_attached_once_is_not_attached_again():
    (order,) = past("ada@example.com")
    claim()
    get_user_model().objects.get(pk=owner(order)).delete()
    claim()
    assert owner(order) is None


def test_a_shop_that_switched_it_off_is_told(settings):
    settings.OSCAR_CLIENTI_GUEST_ORDERS_FIND_OWNER = False
    with pytest.raises(CommandError, match="is off"):
        claim()


def test_an_import_undone_keeps_whoever_has_an_order(alice):
    """An attached order is a trace: see services/imports/undoing.py."""
    from io import BytesIO

    from oscar_clienti.models import Job
    from oscar_clienti.services import imports, jobs

    def drive(job):
        jobs.work(job.pk)
        return Job.objects.get(pk=job.pk)

    job = imports.bring(BytesIO(b"email\nada@example.com\nbea@example.com\n"), name="people.csv", by=alice)
    job = drive(imports.run(drive(imports.preview(job, by=alice)), by=alice))
    (order,) = past("ada@example.com")
    claim()
    drive(imports.undo(job, by=alice))
    assert owner(order) == get_user_model().objects.get(email="ada@example.com").pk
    assert not get_user_model().objects.filter(email="bea@example.com").exists()


def test_nobody_of_the_team_is_found_by_it():
    boss = make_user("boss@example.com", is_staff=True)
    confirmed(boss)
    (order,) = past("boss@example.com")
    claim()
    assert owner(order) is None
