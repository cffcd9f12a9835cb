"""A filter with a name: who is in it changes by itself."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from oscar_clienti.models import Activity, Customer, CustomerGroup, Segment
from oscar_clienti.services import groups, segments
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def loyal(alice):
    return segments.save("Loyal", query="orders_from=3", by=alice)


def test_a_segment_keeps_its_filter_in_one_spelling(alice):
    assert (
        segments.save("Best", query="?spent_from=100&orders_from=3", by=alice).query == "orders_from=3&spent_from=100"
    )


def test_it_says_who_saved_it(alice, loyal):
    assert (loyal.by, loyal.by_name) == (alice, "Alice Bottega")


def test_the_shop_itself_may_save_one():
    segment = segments.save("Loyal", query="orders_from=3", by=None)
    assert (segment.by, segment.by_name) == (None, "")


def test_spaces_of_the_name_are_tidied(alice):
    assert segments.save("  No order   yet ", query="orders_to=0", by=alice).name == "No order yet"


@pytest.mark.parametrize("name", ["loyal", " LÒYAL ", "", "   ", "x" * 101, "a\x00b"])
def test_names_that_exist_or_are_none_are_refused(alice, loyal, name):
    with pytest.raises(ValidationError):
        segments.save(name, query="orders_from=9", by=alice)


@pytest.mark.parametrize("query", ["", "nonsense=1", "group=4711", "orders_from=many"])
def test_a_filter_that_says_nothing_or_is_not_understood_is_refused(alice, query):
    with pytest.raises(ValidationError):
        segments.save("Everybody", query=query, by=alice)


def test_membership_is_live(alice, bob, loyal):
    customer_of(bob)
    assert segments.size(loyal) == 0
    Customer.objects.filter(pk=bob.pk).update(num_orders=3)
    assert segments.size(loyal) == 1


def test_a_large_segment_is_not_counted_to_its_end(alice, bob, carol, settings):
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 1
    customer_of(bob), customer_of(carol)
    assert segments.size(segments.save("New", query="orders_to=0", by=alice)) is None


def test_a_segment_that_lost_its_group_is_not_counted(alice):
    vip = groups.create(name="VIP", by=alice)
    segment = segments.save("VIP", query=f"group={vip.pk}", by=alice)
    groups.delete(vip, move_to=None, by=alice)
    with pytest.raises(ValidationError):
        segments.size(segment)


def test_rename_keeps_the_filter(alice, loyal):
    segment = segments.rename(loyal, name="Faithful", by=alice)
    assert (segment.name, segment.query) == ("Faithful", "orders_from=3")


def test_a_segment_may_keep_its_name_in_another_spelling(alice, loyal):
    assert segments.rename(loyal, name="LOYAL", by=alice).name == "LOYAL"


def test_rename_to_a_name_that_exists_is_refused(alice, loyal):
    segments.save("Best", query="spent_from=100", by=alice)
    with pytest.raises(ValidationError):
        segments.rename(loyal, name="best", by=alice)


def test_replace_keeps_the_name(alice, loyal):
    segment = segments.replace(loyal, query="orders_from=5", by=alice)
    assert (segment.name, segment.query) == ("Loyal", "orders_from=5")


def test_replace_by_nothing_is_refused(alice, loyal):
    with pytest.raises(ValidationError):
        segments.replace(loyal, query="", by=alice)


def test_delete_forgets_the_name_only(alice, bob, loyal):
    customer_of(bob)
    segments.delete(loyal, by=alice)
    assert (Segment.objects.count(), Customer.objects.shoppers().count()) == (0, 1)


def test_what_was_deleted_meanwhile_can_not_be_changed(alice, loyal):
    Segment.objects.all().delete()
    for act in (
        lambda: segments.rename(loyal, name="Ghost", by=alice),
        lambda: segments.replace(loyal, query="orders_from=1", by=alice),
        lambda: segments.delete(loyal, by=alice),
    ):
        with pytest.raises(ValidationError):
            act()


def test_every_act_is_written_down(alice, loyal):
    segments.rename(loyal, name="Faithful", by=alice)
    segments.replace(loyal, query="orders_from=5", by=alice)
    segments.delete(Segment.objects.get(), by=alice)
    rows = Activity.objects.filter(by=alice).order_by("pk")
    assert [row.kind for row in rows] == ["segment.created", "segment.changed", "segment.changed", "segment.deleted"]
    assert rows[1].changes == {"name": ["Loyal", "Faithful"]}


def test_a_search_for_a_person_is_not_written_into_the_activity(alice):
    segments.replace(segments.save("Her", query="q=x", by=alice), query="q=carol@example.com", by=alice)
    assert "carol" not in str(list(Activity.objects.values_list("facts", "changes")))


def test_every_act_needs_the_right(viewer, loyal):
    for act in (
        lambda: segments.save("Mine", query="orders_from=1", by=viewer),
        lambda: segments.rename(loyal, name="Mine", by=viewer),
        lambda: segments.replace(loyal, query="orders_from=1", by=viewer),
        lambda: segments.delete(loyal, by=viewer),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_group_may_have_the_name_of_a_segment(alice, loyal):
    assert CustomerGroup.objects.filter(pk=groups.create(name="Loyal", by=alice).pk).exists()
