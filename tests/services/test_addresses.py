"""The addresses of a customer."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from oscar.core.loading import get_model
from oscar.test.factories import CountryFactory

from oscar_clienti.models import Activity
from oscar_clienti.services import addresses
from tests.conftest import customer_of


@pytest.fixture
def italy(db):
    return CountryFactory(iso_3166_1_a2="IT", printable_name="Italy")


@pytest.fixture
def torino(italy):
    return {
        "first_name": "Bob", "last_name": "Rossi", "line1": "Via Po 1", "line4": "Torino", "postcode": "10121",
        "country": italy,
    }  # fmt: skip


@pytest.fixture
def milano(torino):
    return {**torino, "line1": "Via Dante 2", "line4": "Milano", "postcode": "20121"}


def book(user):
    return get_model("address", "UserAddress").objects.filter(user=user)


def test_an_address_is_added(alice, bob, torino):
    addresses.add(customer_of(bob), by=alice, **torino)
    assert book(bob).get().line4 == "Torino"


def test_the_row_knows_the_city(alice, bob, torino):
    addresses.add(customer_of(bob), by=alice, **torino)
    assert (customer_of(bob).city, customer_of(bob).country_code) == ("Torino", "IT")


def test_the_same_address_twice_is_told(alice, bob, torino):
    addresses.add(customer_of(bob), by=alice, **torino)
    with pytest.raises(ValidationError, match="already"):
        addresses.add(customer_of(bob), by=alice, **torino)


def test_a_changed_address_must_not_become_the_twin_of_another(alice, bob, torino, milano):
    addresses.add(customer_of(bob), by=alice, **torino)
    other = addresses.add(customer_of(bob), by=alice, **milano)
    with pytest.raises(ValidationError, match="already"):
        addresses.update(other, by=alice, **torino)


def test_a_change_is_written_down(alice, bob, torino):
    address = addresses.add(customer_of(bob), by=alice, **torino)
    addresses.update(address, by=alice, line1="Via Po 3")
    assert Activity.objects.get(kind="address.changed").changes == {"line1": ["Via Po 1", "Via Po 3"]}


def test_a_postcode_of_another_country_is_refused(alice, bob, torino):
    with pytest.raises(ValidationError) as error:
        addresses.add(customer_of(bob), by=alice, **{**torino, "postcode": "SW1A 1AA"})
    assert "postcode" in error.value.message_dict


@pytest.mark.parametrize("line", ["x" * 10_000, "nul\x00"])
def test_what_can_not_be_kept_is_refused(alice, bob, torino, line):
    with pytest.raises(ValidationError):
        addresses.add(customer_of(bob), by=alice, **{**torino, "line1": line})


def test_there_is_one_default_for_each_purpose(alice, bob, torino, milano):
    both = {"is_default_for_shipping": True, "is_default_for_billing": True}
    first = addresses.add(customer_of(bob), by=alice, **torino, **both)
    second = addresses.add(customer_of(bob), by=alice, **milano)
    addresses.set_default(second, by=alice, shipping=True)
    assert list(book(bob).filter(is_default_for_shipping=True)) == [second]
    assert list(book(bob).filter(is_default_for_billing=True)) == [first]


def test_both_defaults_are_set_at_once(alice, bob, torino, milano):
    addresses.add(customer_of(bob), by=alice, **torino, is_default_for_shipping=True, is_default_for_billing=True)
    second = addresses.add(customer_of(bob), by=alice, **milano)
    addresses.set_default(second, by=alice, shipping=True, billing=True)
    assert list(book(bob).filter(is_default_for_shipping=True, is_default_for_billing=True)) == [second]
    assert customer_of(bob).city == "Milano"


def test_an_address_is_deleted(alice, bob, torino):
    addresses.delete(addresses.add(customer_of(bob), by=alice, **torino), by=alice)
    assert not book(bob).exists()
    assert customer_of(bob).city == ""


def test_an_address_can_not_be_given_to_somebody_else(alice, bob, carol, torino):
    with pytest.raises(TypeError):
        addresses.add(customer_of(bob), by=alice, **torino, user=carol)


def test_who_may_only_look_changes_no_address(alice, viewer, bob, torino):
    address = addresses.add(customer_of(bob), by=alice, **torino)
    for act in (
        lambda: addresses.add(customer_of(bob), by=viewer, **torino),
        lambda: addresses.update(address, by=viewer, line1="x"),
        lambda: addresses.delete(address, by=viewer),
        lambda: addresses.set_default(address, by=viewer, shipping=True),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_addresses_of_staff_are_out_of_reach(alice, viewer, torino):
    with pytest.raises(PermissionDenied):
        addresses.add(customer_of(viewer), by=alice, **torino)
