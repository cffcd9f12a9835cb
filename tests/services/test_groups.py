from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model
from oscar.test import factories

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, CustomerGroup, Job, PriceList, State
from oscar_clienti.services import baskets, groups
from tests.conftest import customer_of, grant, heard, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def wholesale(alice):
    return groups.create(name="Wholesale", by=alice)


def test_create_puts_the_group_at_the_end(alice, vip, wholesale):
    assert [group.name for group in CustomerGroup.objects.all()] == ["VIP", "Wholesale"]


def test_create_tidies_the_spaces_of_the_name(alice):
    assert groups.create(name="  Gold   club ", by=alice).name == "Gold club"


def test_create_writes_an_activity_row(alice, vip):
    row = Activity.objects.get(kind="group.created")
    assert (row.by, row.facts["name"]) == (alice, "VIP")


@pytest.mark.parametrize("name", ["vip", " VÍP ", "", "   ", "x" * 65])
def test_create_refuses_names_that_exist_or_are_none(alice, vip, name):
    with pytest.raises(ValidationError):
        groups.create(name=name, by=alice)


def test_create_refuses_a_colour_that_is_none(alice):
    with pytest.raises(ValidationError):
        groups.create(name="Gold", colour="red;background:url(//evil)", by=alice)


def test_create_needs_the_right(viewer):
    with pytest.raises(PermissionDenied):
        groups.create(name="Gold", by=viewer)


def test_update_keeps_the_slug_that_designers_use(alice, vip):
    group = groups.update(vip, name="Best customers", by=alice)
    assert (group.name, group.slug) == ("Best customers", "vip")


def test_update_changes_the_key_that_members_are_sorted_by(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    groups.update(vip, name="Àncora", by=alice)
    assert customer_of(bob).group_key == "ancora"


def test_update_writes_what_changed(alice, vip):
    groups.update(vip, description="The best", colour=vip.colour, by=alice)
    assert Activity.objects.get(kind="group.changed").changes == {"description": ["", "The best"]}


def test_update_of_a_deleted_group_is_refused(alice, vip):
    CustomerGroup.objects.filter(pk=vip.pk).delete()
    with pytest.raises(ValidationError):
        groups.update(vip, name="Ghost", by=alice)


def test_update_refuses_fields_that_are_not_the_merchants(alice, vip):
    with pytest.raises(TypeError):
        groups.update(vip, slug="other", by=alice)


def test_reorder_ignores_unknown_ids_and_keeps_the_rest(alice, vip, wholesale):
    gold = groups.create(name="Gold", by=alice)
    groups.reorder([gold.pk, 999_999, vip.pk], by=alice)
    assert [group.name for group in CustomerGroup.objects.all()] == ["Gold", "VIP", "Wholesale"]


def test_assign_moves_customers_and_counts_their_version_up(alice, bob, vip):
    before = customer_of(bob).version
    changed = groups.assign([customer_of(bob)], group=vip, by=alice)
    row = customer_of(bob)
    assert (changed, row.group, row.group_key, row.version) == ([bob.pk], vip, "vip", before + 1)


def test_assign_writes_old_and_new(alice, bob, vip, wholesale):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    groups.assign([customer_of(bob)], group=wholesale, by=alice)
    row = Activity.objects.filter(customer=bob.pk, kind="group.assigned").first()
    assert (row.changes, row.by) == ({"group": ["VIP", "Wholesale"]}, alice)


def test_assign_none_clears_the_group(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    groups.assign([customer_of(bob)], group=None, by=alice)
    assert (customer_of(bob).group, customer_of(bob).group_key) == (None, "")


def test_assign_leaves_out_those_who_are_there_already(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    assert groups.assign(Customer.objects.all(), group=vip, by=None) == []


def test_assign_leaves_out_staff_and_deleted_accounts(alice, root, bob, eve, vip):
    for person in (alice, root, bob, eve):
        customer_of(person)
    Customer.objects.filter(pk=eve.pk).update(state=State.ERASED)
    assert groups.assign(Customer.objects.all(), group=vip, by=alice) == [bob.pk]


def test_assign_announces_each_customer(alice, bob, carol, vip):
    people = [customer_of(bob), customer_of(carol)]
    with heard(signals.customer_group_changed) as calls:
        groups.assign(people, group=vip, by=alice)
    assert [(c["customer"].pk, c["old"], c["new"], c["by"]) for c in calls] == [
        (bob.pk, None, vip, alice),
        (carol.pk, None, vip, alice),
    ]


def test_assign_needs_change_customer(viewer, bob, vip):
    with pytest.raises(PermissionDenied):
        groups.assign([customer_of(bob)], group=vip, by=viewer)


def test_managing_groups_does_not_let_anybody_assign(bob, vip):
    manager = grant(make_user(is_staff=True), "manage_groups")
    with pytest.raises(PermissionDenied):
        groups.assign([customer_of(bob)], group=vip, by=manager)


def test_assign_to_a_group_that_was_deleted_is_refused(alice, bob, vip):
    CustomerGroup.objects.filter(pk=vip.pk).delete()
    with pytest.raises(ValidationError):
        groups.assign([customer_of(bob)], group=vip, by=alice)


def test_assign_does_not_query_for_each_customer(alice, vip, wholesale, django_assert_max_num_queries):
    people = [customer_of(make_user()) for _ in range(100)]
    with django_assert_max_num_queries(12):
        groups.assign(people, group=vip, by=alice)


def test_delete_moves_its_people(alice, bob, vip, wholesale):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    assert groups.delete(vip, move_to=wholesale, by=alice) == 1
    assert (customer_of(bob).group, customer_of(bob).group_key) == (wholesale, "wholesale")


def test_delete_leaves_its_people_without_a_group(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    groups.delete(vip, move_to=None, by=alice)
    assert (customer_of(bob).group, customer_of(bob).group_key) == (None, "")


def test_delete_writes_a_row_for_each_and_one_for_the_group(alice, bob, vip, wholesale):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    groups.delete(vip, move_to=wholesale, by=alice)
    assert Activity.objects.filter(customer=bob.pk).first().changes == {"group": ["VIP", "Wholesale"]}
    assert Activity.objects.get(kind="group.deleted").facts["customers"] == 1


def test_delete_announces_people_and_group(alice, bob, vip, wholesale):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    pk = vip.pk
    with heard(signals.customer_group_changed) as people, heard(signals.group_deleted) as gone:
        groups.delete(vip, move_to=wholesale, by=alice)
    assert [(c["customer"].pk, c["old"].pk, c["new"]) for c in people] == [(bob.pk, pk, wholesale)]
    assert [(c["group"].name, c["moved_to"], c["by"]) for c in gone] == [("VIP", wholesale, alice)]


def test_delete_never_puts_staff_into_the_other_group(alice, vip, wholesale):
    customer_of(alice)
    Customer.objects.filter(pk=alice.pk).update(group=vip, group_key="vip")
    groups.delete(vip, move_to=wholesale, by=alice)
    assert (customer_of(alice).group, customer_of(alice).group_key) == (None, "")


def test_delete_into_itself_is_refused(alice, vip):
    with pytest.raises(ValidationError):
        groups.delete(vip, move_to=vip, by=alice)


def test_delete_twice_is_refused(alice, vip):
    groups.delete(CustomerGroup.objects.get(pk=vip.pk), move_to=None, by=alice)
    with pytest.raises(ValidationError):
        groups.delete(vip, move_to=None, by=alice)


def test_delete_needs_the_right(viewer, vip):
    with pytest.raises(PermissionDenied):
        groups.delete(vip, move_to=None, by=viewer)


def test_merge_moves_people_and_deletes_the_other(alice, bob, vip, wholesale):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    assert groups.merge(vip, into=wholesale, by=alice) == 1
    assert (customer_of(bob).group, CustomerGroup.objects.filter(name="VIP").exists()) == (wholesale, False)


def test_merge_is_written_down_as_such(alice, vip, wholesale):
    groups.merge(vip, into=wholesale, by=alice)
    assert Activity.objects.get(kind="group.merged").facts["moved_to"] == "Wholesale"


def test_a_group_gives_no_django_permissions(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    assert get_user_model().objects.get(pk=bob.pk).get_all_permissions() == set()


def test_the_group_of_a_visitor_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert groups.of(AnonymousUser()) is None


def test_the_group_of_a_customer_costs_one_query(alice, bob, vip, django_assert_num_queries):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    bob = get_user_model().objects.get(pk=bob.pk)
    with django_assert_num_queries(1):
        assert (groups.of(bob), groups.of(bob)) == (vip, vip)


def open_basket(user):
    basket = factories.BasketFactory(owner=user)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=user)
    basket.add_product(factories.create_product(price=Decimal("10.00"), num_in_stock=9))


def test_of_a_large_group_the_open_baskets_follow_in_the_background(alice, bob, vip, monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.price_lists.repricing.AT_ONCE", 0)
    groups.assign([customer_of(bob)], group=vip, by=alice)
    open_basket(bob)
    groups.update(vip, tax_exempt=True, by=alice)
    assert Job.objects.get(kind="reprice").by is None


def test_the_price_lists_of_a_group_are_read_once_for_all_its_baskets(alice, vip):
    people = [make_user() for _number in range(5)]
    groups.assign([customer_of(user) for user in people], group=vip, by=alice)
    PriceList.objects.create(name="Summer", group=vip).lines.create(percent=10)
    for user in people:
        open_basket(user)
    with CaptureQueriesContext(connection) as queries:
        baskets.reprice(Customer.objects.filter(group=vip))
    assert sum("pricelistline" in query["sql"] for query in queries) == 1


def test_baskets_follow_what_a_merged_group_brings_along(alice, bob, vip, wholesale):
    PriceList.objects.create(name="Summer", group=vip).lines.create(percent=10)
    groups.assign([customer_of(bob)], group=wholesale, by=alice)
    open_basket(bob)
    groups.merge(wholesale, into=vip, by=alice)
    assert get_model("basket", "Line").objects.get().price_excl_tax == Decimal("9.00")
