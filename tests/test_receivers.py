"""Whatever happens in the shop, the customer row is right in the same transaction."""

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.customer.signals import user_registered
from oscar.core.loading import get_class, get_model

from oscar_clienti import sources
from oscar_clienti.models import Customer, CustomerGroup, State, Tag
from oscar_clienti.services import sync
from tests.conftest import make_user
from tests.services.test_sync import address, behind_our_back, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return get_model("partner", "Partner").objects.create(name="Mill")


def row(user):
    return Customer.objects.get(pk=user.pk)


def nothing_drifted():
    return not sync.check()


# Users.


def test_a_new_user_has_a_row(bob):
    assert (row(bob).email, row(bob).state) == ("bob@example.com", State.ACTIVE)


def test_a_renamed_user_is_renamed(bob):
    bob.last_name = "Bianchi"
    bob.save()
    assert (row(bob).last_name, row(bob).sort_name) == ("Bianchi", "bianchi bob")


def test_a_promoted_user_is_staff(bob):
    bob.is_staff = True
    bob.save(update_fields=["is_staff"])
    assert row(bob).state == State.STAFF


def test_a_sign_in_costs_nothing(bob):
    with CaptureQueriesContext(connection) as queries:
        bob.save(update_fields=["last_login"])
    assert not any("oscar_clienti" in query["sql"] for query in queries)


def test_saving_a_user_costs_one_lock_and_one_statement(bob):
    with CaptureQueriesContext(connection) as queries:
        bob.save()
    ours = [query for query in queries if "oscar_clienti_customer" in query["sql"]]
    assert len(ours) == 1 + connection.features.has_select_for_update


def test_fixtures_are_left_alone(bob):
    fixture = serializers.serialize("json", [bob]).replace("Rossi", "Bianchi")
    for loaded in serializers.deserialize("json", fixture):
        loaded.save()
    assert row(bob).last_name == "Rossi"


def test_a_deleted_user_is_gone_with_everything(bob):
    address(bob, "Roma")
    order(bob, currency="USD")
    sync.run()
    bob.delete()
    assert not Customer.objects.exists()
    connection.check_constraints()


def test_who_registers_comes_from_registration(bob):
    user_registered.send(sender=None, request=None, user=bob)
    assert row(bob).source == sources.REGISTRATION.key


def test_who_came_in_another_way_keeps_it(bob):
    Customer.objects.filter(pk=bob.pk).update(source=sources.IMPORT.key)
    user_registered.send(sender=None, request=None, user=bob)
    assert row(bob).source == sources.IMPORT.key


# Addresses.


def test_a_saved_address_is_copied(bob):
    address(bob, "Roma", shipping=True).save()
    assert (row(bob).city, row(bob).country_code) == ("Roma", "IT")


def test_a_new_default_address_takes_over(bob):
    address(bob, "Roma", shipping=True).save()
    other = address(bob, "Bari")
    other.is_default_for_shipping = True
    other.save()
    assert row(bob).city == "Bari"


def test_a_deleted_address_is_forgotten(bob):
    rome = address(bob, "Roma")
    rome.save()
    rome.delete()
    assert row(bob).city == ""


# Orders.


def test_a_saved_order_counts(bob):
    order(bob, "12.00").save()
    assert (row(bob).num_orders, row(bob).total_spent) == (1, 12)


def test_a_cancelled_order_no_longer_counts(bob):
    placed = order(bob, "12.00", status="Pending")
    placed.save()
    placed.set_status("Cancelled")
    assert (row(bob).num_orders, row(bob).total_spent) == (0, 0)


def test_an_order_given_to_somebody_else_leaves_the_first(bob, carol):
    placed = order(bob, "12.00")
    placed.save()
    placed.user = carol
    placed.save()
    assert (row(bob).num_orders, row(carol).num_orders) == (0, 1)


def test_a_deleted_order_no_longer_counts(bob):
    placed = order(bob, "12.00", currency="USD")
    placed.save()
    placed.delete()
    assert row(bob).num_orders == 0
    assert not row(bob).foreign_spendings.exists()


def test_a_placed_order_counts_even_where_nobody_saved_it(bob):
    order_placed = get_class("order.signals", "order_placed")
    order_placed.send(sender=None, order=order(bob), user=bob)
    assert row(bob).num_orders == 1


def test_an_order_of_nobody_is_nobodys_business(bob):
    order(None).save()
    assert nothing_drifted()


# Partners.


def test_who_joins_a_partner_is_staff_and_who_leaves_is_not(bob, mill):
    mill.users.add(bob)
    assert row(bob).state == State.STAFF
    mill.users.remove(bob)
    assert row(bob).state == State.ACTIVE


def test_a_partner_without_people_has_no_staff(bob, carol, mill):
    mill.users.add(bob, carol)
    mill.users.clear()
    assert {row(bob).state, row(carol).state} == {State.ACTIVE}


def test_the_other_end_of_the_link_works_too(bob, mill):
    bob.partners.add(mill)
    assert row(bob).state == State.STAFF
    bob.partners.clear()
    assert row(bob).state == State.ACTIVE


def test_a_deleted_partner_has_no_staff(bob, mill):
    mill.users.add(bob)
    mill.delete()
    assert row(bob).state == State.ACTIVE


# Groups and tags.


@pytest.fixture
def wholesale(bob):
    group = CustomerGroup.objects.create(name="Wholesale")
    Customer.objects.filter(pk=bob.pk).update(group=group)
    sync.refresh([bob.pk])
    return group


def test_a_renamed_group_renames_its_members_keys(bob, wholesale):
    wholesale.name = "Città"
    wholesale.save()
    assert row(bob).group_key == "citta"


def test_a_deleted_group_leaves_no_key(bob, wholesale):
    wholesale.delete()
    assert (row(bob).group, row(bob).group_key) == (None, "")


def test_tags_put_on_and_taken_off_change_the_key(bob):
    row(bob).tags.add(Tag.objects.create(name="VIP"))
    assert row(bob).tag_key == "vip"
    row(bob).tags.clear()
    assert row(bob).tag_key == ""


def test_a_tag_given_to_several_reaches_all(bob, carol):
    vip = Tag.objects.create(name="VIP")
    vip.customers.add(row(bob), row(carol))
    assert {row(bob).tag_key, row(carol).tag_key} == {"vip"}
    vip.customers.clear()
    assert {row(bob).tag_key, row(carol).tag_key} == {""}


def test_a_renamed_tag_is_sorted_anew(bob):
    vip, old = Tag.objects.create(name="VIP"), Tag.objects.create(name="Old")
    row(bob).tags.add(vip, old)
    old.name = "Zest"
    old.save()
    assert row(bob).tag_key == "vip"


def test_a_deleted_tag_makes_room_for_the_next(bob):
    vip, old = Tag.objects.create(name="VIP"), Tag.objects.create(name="Old")
    row(bob).tags.add(vip, old)
    old.delete()
    assert row(bob).tag_key == "vip"


def test_nothing_of_all_this_leaves_drift(bob, carol, mill, wholesale):
    mill.users.add(carol)
    order(bob, "1.00", currency="USD").save()
    address(bob, "Roma").save()
    row(bob).tags.add(Tag.objects.create(name="VIP"))
    make_user("dora@example.com").delete()
    assert not sync.check()


def test_users_made_behind_our_back_are_found(bob):
    behind_our_back("dora@example.com")
    assert sync.check().missing == get_user_model().objects.count() - Customer.objects.count() == 1
