"""The address book in its owner's hands: who changed what stands in the timeline."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import PartnerFactory, create_product

from oscar_clienti.models import Activity
from tests.conftest import customer_of
from tests.shop.shoppers import Shopper
from tests.shop.shops import address_of, shop
from tests.timelines import acts, told

pytestmark = pytest.mark.django_db

TORINO = {
    "first_name": "Bob", "last_name": "Rossi", "line1": "Via Po 1", "line4": "Torino", "postcode": "10121",
    "country": "IT",
}  # fmt: skip


@pytest.fixture
def home(bob):
    """In Bob's book before."""
    address = address_of(bob)
    address.postcode = "10100"
    address.save()
    return address


def book(user):
    return get_model("address", "UserAddress").objects.filter(user=user)


def add(client):
    answer = client.post(reverse("customer:address-create"), TORINO)
    assert answer.status_code == 302, answer.context["form"].errors


def change(client, address, *, page="customer:address-detail", **fields):
    names = {*TORINO, "line2", "line3", "state", "notes"} - {"country"}
    known = {name: getattr(address, name) for name in names} | {"country": address.country_id}
    answer = client.post(reverse(page, args=[address.pk]), {**known, **fields})
    assert answer.status_code == 302, answer.context["form"].errors


def test_he_adds_an_address(as_bob, bob, alice, home):
    add(as_bob)
    (entry,) = told(bob, to=alice, kind="details")
    assert (entry.who, entry.label) == ("Bob Rossi", "Address added")
    assert dict(entry.facts)["Address"] == "Bob Rossi, Via Po 1, Torino, 10121, Italy"


def test_he_changes_an_address(as_bob, bob, alice, home):
    change(as_bob, home, line4="Genova")
    (entry,) = told(bob, to=alice, kind="details")
    assert (entry.who, entry.label) == ("Bob Rossi", "Address changed")
    assert [(change.label, change.old, change.new) for change in entry.changes] == [("City", home.line4, "Genova")]


def test_what_stays_as_it_was_is_no_change(as_bob, bob, home):
    change(as_bob, home)
    assert not Activity.objects.filter(kind="address.changed").exists()


def test_what_the_form_refuses_is_no_act(as_bob, bob, home):
    assert as_bob.post(reverse("customer:address-create"), {**TORINO, "line1": ""}).status_code == 200
    assert not Activity.objects.filter(kind__startswith="address.").exists()


def test_he_deletes_an_address(as_bob, bob, alice, home):
    as_bob.post(reverse("customer:address-delete", args=[home.pk]))
    (entry,) = told(bob, to=alice, kind="details")
    assert (entry.who, entry.label) == ("Bob Rossi", "Address deleted")
    assert dict(entry.facts)["Address"] == home.summary


def test_he_makes_an_address_the_default(as_bob, bob, alice, home):
    as_bob.get(reverse("customer:address-change-status", args=[home.pk, "default_for_billing"]))
    (entry,) = told(bob, to=alice, kind="details")
    assert entry.who == "Bob Rossi"
    assert [(change.label, change.old, change.new) for change in entry.changes] == [
        ("Default billing address?", "No", "Yes")
    ]


def test_the_address_that_was_the_default_before_is_not_told_of(as_bob, bob, home):
    add(as_bob)
    other = book(bob).exclude(pk=home.pk).get()
    for address in (home, other):
        as_bob.get(reverse("customer:address-change-status", args=[address.pk, "default_for_shipping"]))
    rows = Activity.objects.filter(kind="address.changed").order_by("pk")
    assert [row.facts["address"] for row in rows] == [home.summary, other.summary]


def test_opening_the_link_once_more_changes_nothing(as_bob, bob, home):
    for _time in range(2):
        as_bob.get(reverse("customer:address-change-status", args=[home.pk, "default_for_billing"]))
    assert Activity.objects.filter(kind="address.changed").count() == 1


def test_nobody_is_told_to_change_what_is_not_theirs(as_bob, carol, home):
    theirs = address_of(carol)
    assert as_bob.post(reverse("customer:address-delete", args=[theirs.pk])).status_code == 404
    assert not Activity.objects.filter(kind__startswith="address.").exists()


def times_the_book_is_read(browse):
    with CaptureQueriesContext(connection) as queries:
        browse()
    return len([query for query in queries if re.search("JOIN .address_country", query["sql"])])


@pytest.mark.parametrize("page", ["customer:address-detail", "customer:address-delete", "checkout:user-address-update"])
def test_for_a_page_that_is_only_looked_at_the_book_is_not_read(as_bob, home, page):
    assert not times_the_book_is_read(lambda: as_bob.get(reverse(page, args=[home.pk])))


def test_for_a_change_it_is_read_before_and_after(as_bob, home):
    assert times_the_book_is_read(lambda: add(as_bob)) == 2


# In the checkout.


@pytest.fixture
def with_a_basket(bob):
    return Shopper(bob).take(create_product(price=10, num_in_stock=5))


def test_he_changes_an_address_in_the_checkout(with_a_basket, bob, alice, home):
    change(with_a_basket.client, home, page="checkout:user-address-update", line4="Genova")
    assert acts(bob, to=alice, kind="details") == [("Bob Rossi", "Address changed")]


def test_he_deletes_an_address_in_the_checkout(with_a_basket, bob, alice, home):
    with_a_basket.client.post(reverse("checkout:user-address-delete", args=[home.pk]))
    assert acts(bob, to=alice, kind="details") == [("Bob Rossi", "Address deleted")]


def buy_to_torino(shopper):
    with shop("uk", "nothing"):
        shopper.client.post(reverse("checkout:shipping-address"), TORINO)
        for step in ("shipping-method", "payment-method", "payment-details"):
            shopper.client.get(reverse(f"checkout:{step}"))
        return shopper.place()


def test_an_address_that_he_types_comes_into_the_book_with_the_order(with_a_basket, bob, alice, home):
    buy_to_torino(with_a_basket)
    (entry,) = told(bob, to=alice, kind="address.added")
    assert entry.who == "Bob Rossi" and "Via Po 1" in dict(entry.facts)["Address"]


def test_an_address_that_is_used_once_more_is_no_change(with_a_basket, bob, home):
    for _time in range(2):
        buy_to_torino(with_a_basket)
        with_a_basket.take(create_product(price=10, num_in_stock=5))
    assert Activity.objects.filter(kind__startswith="address.").count() == 1


# Others.


@pytest.fixture
def acting(as_alice, bob):
    """Alice's browser, acting for Bob."""
    customer_of(bob)
    page = reverse("dashboard:customer-log-in-as", args=[bob.pk])
    as_alice.post(page, {"reason": "Moved, and told us on the phone", "acts": "1"})
    return as_alice


def test_of_staff_in_his_place_both_names_are_told(acting, bob, alice, home):
    add(acting)
    assert acts(bob, to=alice, kind="address.added") == [("Alice Bottega as Bob Rossi", "Address added")]


def test_what_staff_does_on_the_dashboard_is_told_once(as_alice, bob, alice, home):
    customer_of(bob)
    as_alice.post(reverse("dashboard:customer-address-delete", args=[bob.pk, home.pk]))
    assert acts(bob, to=alice, kind="details") == [("Alice Bottega", "Address deleted")]


@pytest.mark.parametrize("who", ["staff", "partner"])
def test_of_the_shops_own_people_nothing_is_written_down(client, alice, bob, home, who):
    if who == "partner":
        PartnerFactory().users.add(bob)
    browser = Client()
    browser.force_login(alice if who == "staff" else bob)
    add(browser)
    assert not Activity.objects.filter(kind__startswith="address.").exists()
