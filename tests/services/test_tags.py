import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, Tag
from oscar_clienti.services import sync, tags
from tests.conftest import customer_of, grant, heard, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(alice):
    return tags.create(name="Fair 2026", by=alice)


@pytest.fixture
def press(alice):
    return tags.create(name="Press", by=alice)


def worn_by(user):
    return sorted(tag.name for tag in customer_of(user).tags.all())


def test_change_puts_tags_on(alice, bob, fair, press):
    tags.change([customer_of(bob)], add=[fair, press], by=alice)
    assert worn_by(bob) == ["Fair 2026", "Press"]


def test_change_takes_tags_off(alice, bob, fair, press):
    tags.change([customer_of(bob)], add=[fair, press], by=alice)
    tags.change([customer_of(bob)], remove=[fair], by=alice)
    assert worn_by(bob) == ["Press"]


def test_change_keeps_the_key_that_the_list_sorts_by(alice, bob, fair):
    tags.change([customer_of(bob)], add=[fair], by=alice)
    assert customer_of(bob).tag_key == "fair 2026"
    tags.change([customer_of(bob)], remove=[fair], by=alice)
    assert customer_of(bob).tag_key == ""


def test_change_counts_the_version_up(alice, bob, fair):
    before = customer_of(bob).version
    tags.change([customer_of(bob)], add=[fair], by=alice)
    assert customer_of(bob).version == before + 1


def test_change_returns_only_those_who_changed(alice, bob, carol, fair):
    tags.change([customer_of(bob)], add=[fair], by=alice)
    assert tags.change([customer_of(bob), customer_of(carol)], add=[fair], by=alice) == [carol.pk]


def test_change_writes_the_names_before_and_after(alice, bob, fair, press):
    tags.change([customer_of(bob)], add=[press], by=alice)
    tags.change([customer_of(bob)], add=[fair], remove=[press], by=alice)
    assert Activity.objects.filter(customer=bob.pk).first().changes == {"tags": [["Press"], ["Fair 2026"]]}


def test_change_announces_what_each_customer_got_and_lost(alice, bob, fair, press):
    tags.change([customer_of(bob)], add=[press], by=alice)
    with heard(signals.customer_tags_changed) as calls:
        tags.change([customer_of(bob)], add=[fair], remove=[press], by=alice)
    assert [(c["customer"].pk, c["added"], c["removed"], c["by"]) for c in calls] == [(bob.pk, [fair], [press], alice)]


def test_change_leaves_out_staff(alice, root, fair):
    assert tags.change([customer_of(alice), customer_of(root)], add=[fair], by=alice) == []


def test_change_needs_change_customer(bob, fair):
    manager = grant(make_user(is_staff=True), "manage_tags", "view_customer")
    with pytest.raises(PermissionDenied):
        tags.change([customer_of(bob)], add=[fair], by=manager)


def test_change_refuses_a_tag_on_both_sides(alice, bob, fair):
    with pytest.raises(ValidationError):
        tags.change([customer_of(bob)], add=[fair], remove=[fair], by=alice)


def test_change_refuses_a_tag_that_was_deleted(alice, bob, fair):
    Tag.objects.filter(pk=fair.pk).delete()
    with pytest.raises(ValidationError):
        tags.change([customer_of(bob)], add=[fair], by=alice)


def test_change_does_not_query_for_each_customer(alice, fair, press, django_assert_max_num_queries):
    people = [customer_of(make_user()) for _ in range(100)]
    with django_assert_max_num_queries(20):
        tags.change(people, add=[fair, press], by=alice)


def test_two_tags_cannot_have_one_name(alice, fair):
    with pytest.raises(ValidationError):
        tags.create(name="FAIR 2026", by=alice)


def test_create_needs_the_right(viewer):
    with pytest.raises(PermissionDenied):
        tags.create(name="Press", by=viewer)


def test_update_renames_the_key_of_those_who_wear_it(alice, bob, fair):
    tags.change([customer_of(bob)], add=[fair], by=alice)
    tags.update(fair, name="Expo", by=alice)
    assert customer_of(bob).tag_key == "expo"


def test_reorder_changes_the_order(alice, fair, press):
    tags.reorder([press.pk, fair.pk], by=alice)
    assert [tag.name for tag in Tag.objects.all()] == ["Press", "Fair 2026"]


def test_reorder_needs_the_right(viewer, fair):
    with pytest.raises(PermissionDenied):
        tags.reorder([fair.pk], by=viewer)


def test_delete_takes_it_off_everybody(alice, bob, fair, press):
    tags.change([customer_of(bob)], add=[fair, press], by=alice)
    assert tags.delete(fair, by=alice) == 1
    assert (worn_by(bob), customer_of(bob).tag_key) == (["Press"], "press")


def test_delete_can_put_another_one_on(alice, bob, fair, press):
    tags.change([customer_of(bob)], add=[fair], by=alice)
    tags.delete(fair, move_to=press, by=alice)
    assert worn_by(bob) == ["Press"]


def test_merge_does_not_put_a_tag_on_twice(alice, bob, carol, fair, press):
    tags.change([customer_of(bob)], add=[fair, press], by=alice)
    tags.change([customer_of(carol)], add=[fair], by=alice)
    assert tags.merge(fair, into=press, by=alice) == 2
    assert (worn_by(bob), worn_by(carol)) == (["Press"], ["Press"])


def test_merge_is_announced_and_written_down(alice, fair, press):
    with heard(signals.tag_deleted) as calls:
        tags.merge(fair, into=press, by=alice)
    assert [(c["tag"].name, c["moved_to"], c["by"]) for c in calls] == [("Fair 2026", press, alice)]
    assert Activity.objects.get(kind="tag.merged").facts["name"] == "Fair 2026"


def test_merge_never_puts_the_other_tag_on_staff(alice, fair, press):
    customer_of(alice).tags.add(fair)
    tags.merge(fair, into=press, by=alice)
    assert Customer.objects.get(pk=alice.pk).tags.count() == 0


def test_a_tag_cannot_be_merged_into_itself(alice, fair):
    with pytest.raises(ValidationError):
        tags.merge(fair, into=fair, by=alice)


def test_delete_needs_the_right(viewer, fair):
    with pytest.raises(PermissionDenied):
        tags.delete(fair, by=viewer)


def test_change_finds_the_first_tag_as_the_database_sorts(alice, bob, press):
    dashed, spaced = tags.create(name="fair-b", by=alice), tags.create(name="fair a", by=alice)
    tags.change([customer_of(bob)], add=[dashed, spaced, press], by=alice)
    tags.change([customer_of(bob)], remove=[press], by=alice)
    before = customer_of(bob).tag_key
    sync.refresh([bob.pk])
    assert customer_of(bob).tag_key == before
