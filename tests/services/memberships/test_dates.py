"""VIP until 31 December: the last day belongs to it, and the day after nobody waits for a nightly run."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, State
from oscar_clienti.services import groups, memberships, sync
from tests.conftest import customer_of, heard, make_user

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)
# The shop is in Rome, an hour ahead.
LAST_MINUTE, NEXT_MINUTE = "2026-12-31T22:59Z", "2026-12-31T23:01Z"


@pytest.fixture(autouse=True)
def summer(clock):
    clock("2026-07-01T12:00Z")


def standing(user):
    row = customer_of(user)
    return (row.group, row.group_until, row.group_by_rule)


def put_until(user, group, until):
    """As the row stands when the day has passed meanwhile."""
    customer_of(user)
    key = group.name_key
    Customer.objects.filter(pk=user.pk).update(group=group, group_key=key, group_until=until)


def group_of(user):
    return groups.of(get_user_model().objects.get(pk=user.pk))


def test_a_last_day_is_kept_and_written_down(alice, bob, vip):
    assert groups.assign([customer_of(bob)], group=vip, until=LAST, by=alice) == [bob.pk]
    assert standing(bob) == (vip, LAST, False)
    row = Activity.objects.get(kind="group.assigned")
    assert (row.changes, row.by) == ({"group": [None, "VIP"], "group_until": [None, "2026-12-31"]}, alice)


def test_the_same_group_with_another_day_changes_the_day(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, until=LAST, by=alice)
    version = customer_of(bob).version
    assert groups.assign([customer_of(bob)], group=vip, by=alice) == [bob.pk]
    assert standing(bob) == (vip, None, False)
    assert customer_of(bob).version == version + 1
    assert Activity.objects.latest("pk").changes == {"group_until": ["2026-12-31", None]}


def test_the_same_group_and_day_change_nothing(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, until=LAST, by=alice)
    assert groups.assign([customer_of(bob)], group=vip, until=LAST, by=alice) == []


def test_another_day_is_no_change_of_group_for_those_who_listen(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    with heard(signals.customer_group_changed) as moved, heard(signals.customer_changed) as changed:
        groups.assign([customer_of(bob)], group=vip, until=LAST, by=alice)
    assert (moved, [call["changes"] for call in changed]) == ([], [{"group_until": (None, LAST)}])


def test_another_group_has_no_last_day_unless_one_is_given(alice, bob, vip, gold):
    groups.assign([customer_of(bob)], group=vip, until=LAST, by=alice)
    groups.assign([customer_of(bob)], group=gold, by=alice)
    assert standing(bob) == (gold, None, False)


def test_a_day_that_has_passed_is_refused(alice, bob, vip):
    with pytest.raises(ValidationError) as refused:
        groups.assign([customer_of(bob)], group=vip, until=date(2026, 6, 30), by=alice)
    assert refused.value.message_dict == {"group_until": ["This day has passed already."]}
    assert standing(bob) == (None, None, False)


def test_today_may_be_the_last_day(alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, until=date(2026, 7, 1), by=alice)
    assert group_of(bob) == vip


def test_a_last_day_without_a_group_is_refused(alice, bob):
    with pytest.raises(ValidationError):
        groups.assign([customer_of(bob)], group=None, until=timezone.localdate(), by=alice)


def test_the_last_day_ends_at_midnight_where_the_shop_is(bob, vip, clock):
    put_until(bob, vip, LAST)
    clock(LAST_MINUTE)
    assert (group_of(bob), customer_of(bob).current_group) == (vip, vip)
    clock(NEXT_MINUTE)
    assert (group_of(bob), customer_of(bob).current_group, customer_of(bob).group) == (None, None, vip)


def test_the_group_still_costs_one_query(bob, vip, django_assert_num_queries):
    put_until(bob, vip, LAST)
    bob = get_user_model().objects.get(pk=bob.pk)
    with django_assert_num_queries(1):
        assert (groups.of(bob), groups.of(bob)) == (vip, vip)


def test_those_whose_day_has_passed_are_taken_out(bob, carol, eve, vip, clock):
    put_until(bob, vip, LAST)
    put_until(carol, vip, LAST + timedelta(days=1))
    put_until(eve, vip, None)
    clock(NEXT_MINUTE)
    with heard(signals.customer_group_changed) as calls:
        assert memberships.end() == 1
    assert [standing(person)[:2] for person in (bob, carol, eve)] == [
        (None, None),
        (vip, date(2027, 1, 1)),
        (vip, None),
    ]
    assert [(call["customer"].pk, call["old"], call["new"], call["by"]) for call in calls] == [
        (bob.pk, vip, None, None)
    ]
    assert customer_of(bob).group_key == ""


def test_the_end_is_written_down_as_the_shops_own_act(bob, vip):
    put_until(bob, vip, LAST)
    memberships.end(date(2027, 1, 1))
    row = Activity.objects.get(customer=bob.pk)
    assert (row.kind, row.by, row.by_name) == ("group.ended", None, "")
    assert row.changes == {"group": ["VIP", None], "group_until": ["2026-12-31", None]}


def test_ending_twice_does_nothing_the_second_time(bob, vip):
    put_until(bob, vip, LAST)
    assert (memberships.end(date(2027, 1, 1)), memberships.end(date(2027, 1, 1))) == (1, 0)


def test_on_the_last_day_nobody_is_taken_out(bob, vip):
    put_until(bob, vip, LAST)
    assert memberships.end(LAST) == 0


def test_staff_and_deleted_accounts_are_taken_out_without_a_word(alice, eve, vip):
    put_until(alice, vip, LAST)
    put_until(eve, vip, LAST)
    Customer.objects.filter(pk=eve.pk).update(state=State.ERASED)
    assert memberships.end(date(2027, 1, 1)) == 0
    assert (standing(alice)[0], standing(eve)[0], Activity.objects.filter(kind="group.ended").count()) == (
        None,
        None,
        0,
    )


def test_ending_does_not_query_for_each_customer(vip, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("oscar_clienti.services.many.BATCH", 25)
    for _ in range(50):
        put_until(make_user(), vip, LAST)
    # A look for each batch, and then: hold, staff, groups, standings, update, record, baskets, the rest, savepoints.
    with django_assert_max_num_queries(28):
        assert memberships.end(date(2027, 1, 1)) == 50


def test_a_merge_takes_the_last_days_along(alice, bob, carol, vip, gold):
    put_until(bob, vip, date(2099, 1, 1))
    put_until(carol, vip, None)
    groups.merge(vip, into=gold, by=alice)
    assert [standing(bob), standing(carol)] == [(gold, date(2099, 1, 1), False), (gold, None, False)]


def test_with_a_deleted_group_the_last_day_goes_too(alice, bob, vip):
    put_until(bob, vip, date(2099, 1, 1))
    groups.delete(vip, move_to=None, by=alice)
    assert standing(bob) == (None, None, False)
    row = Activity.objects.filter(customer=bob.pk).latest("pk")
    assert row.changes == {"group": ["VIP", None], "group_until": ["2099-01-01", None]}


def test_a_group_deleted_by_another_road_leaves_no_day_behind(bob, vip):
    put_until(bob, vip, LAST)
    vip.delete()
    assert standing(bob) == (None, None, False)


def test_a_rebuild_of_the_copies_keeps_the_day(bob, vip):
    put_until(bob, vip, LAST)
    sync.run()
    assert standing(bob) == (vip, LAST, False)
