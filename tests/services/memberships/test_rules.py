"""Who joins by what they bought in the last months, and who leaves again; nobody who was put there by hand."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, CustomerGroup, JoiningRule
from oscar_clienti.services import customers, groups, memberships
from oscar_clienti.services.memberships import figures
from tests.conftest import customer_of, grant, heard, make_user
from tests.services.memberships.conftest import ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(alice, vip):
    """VIP are those who spent 1,000 in twelve months."""
    return memberships.set_rule(vip, min_spent=Decimal(1000), months=12, by=alice)


@pytest.fixture
def gold_rule(alice, gold, rule):
    """Gold are those who spent 500."""
    return memberships.set_rule(gold, min_spent=Decimal(500), months=12, by=alice)


def standing(user):
    row = customer_of(user)
    return (row.group and row.group.name, row.group_by_rule)


def members(group):
    return set(Customer.objects.filter(group=group).values_list("pk", flat=True))


def test_who_bought_enough_enters(bob, carol, rule, vip):
    ordered(bob, 600)
    ordered(bob, 400)
    ordered(carol, "999.99")
    memberships.apply()
    assert (standing(bob), standing(carol)) == (("VIP", True), (None, False))
    assert customer_of(bob).group_key == "vip"


def test_it_is_written_down_and_announced(bob, rule, vip):
    ordered(bob, 1000)
    with heard(signals.customer_group_changed) as calls:
        memberships.apply()
    row = Activity.objects.get(customer=bob.pk)
    assert (row.kind, row.changes, row.by) == ("group.by_rule", {"group": [None, "VIP"]}, None)
    assert [(call["customer"].pk, call["old"], call["new"], call["by"]) for call in calls] == [
        (bob.pk, None, vip, None)
    ]


def test_orders_before_the_months_do_not_count(bob, carol, rule):
    ordered(bob, 1000, days_ago=370)
    ordered(carol, 1000, days_ago=360)
    memberships.apply()
    assert (standing(bob), standing(carol)) == ((None, False), ("VIP", True))


def test_cancelled_orders_and_other_currencies_do_not_count(bob, carol, rule):
    ordered(bob, 600)
    ordered(bob, 600, status="Cancelled")
    ordered(carol, 5000, currency="USD")
    memberships.apply()
    assert (standing(bob), standing(carol)) == ((None, False), (None, False))


def test_orders_count_in_every_currency(alice, bob, carol, vip):
    memberships.set_rule(vip, min_orders=2, by=alice)
    ordered(bob, 1)
    ordered(bob, 1, currency="USD")
    ordered(carol, 1)
    memberships.apply()
    assert (standing(bob), standing(carol)) == (("VIP", True), (None, False))


def test_with_two_figures_both_are_needed(alice, bob, carol, eve, vip):
    memberships.set_rule(vip, min_orders=2, min_spent=Decimal(100), by=alice)
    ordered(bob, 60)
    ordered(bob, 60)
    ordered(carol, 500)
    ordered(eve, 10)
    ordered(eve, 10)
    memberships.apply()
    assert members(vip) == {bob.pk}


def test_who_falls_below_leaves(bob, rule):
    ordered(bob, 1000, days_ago=300)
    memberships.apply()
    memberships.apply(day=timezone.localdate() + timedelta(days=100))
    assert standing(bob) == (None, False)


def test_who_falls_below_stays_where_nobody_leaves(alice, bob, vip):
    memberships.set_rule(vip, min_spent=Decimal(1000), leaves=False, by=alice)
    ordered(bob, 1000, days_ago=300)
    memberships.apply()
    memberships.apply(day=timezone.localdate() + timedelta(days=100))
    assert standing(bob) == ("VIP", True)


@pytest.mark.parametrize("into", ["vip", "other"])
def test_who_was_put_there_by_hand_is_never_moved(alice, bob, rule, vip, into):
    other = groups.create(name="Press", by=alice)
    ordered(bob, 1000 if into == "other" else 1)
    groups.assign([customer_of(bob)], group=other if into == "other" else vip, by=alice)
    memberships.apply()
    assert standing(bob) == ("Press" if into == "other" else "VIP", False)


def test_somebody_who_came_by_a_rule_and_is_put_there_by_hand_stays(alice, bob, rule, vip):
    ordered(bob, 1000)
    memberships.apply()
    assert groups.assign([customer_of(bob)], group=vip, by=alice) == [bob.pk]
    memberships.apply(day=timezone.localdate() + timedelta(days=1000))
    assert standing(bob) == ("VIP", False)
    assert Activity.objects.filter(customer=bob.pk).latest("pk").changes == {"group_by_rule": [True, False]}


def test_saving_a_form_does_not_put_somebody_there_by_hand(alice, bob, rule, vip):
    ordered(bob, 1000)
    memberships.apply()
    customers.update(customer_of(bob), group=vip, group_until=None, phone="+39 06 1", by=alice)
    assert standing(bob) == ("VIP", True)


def test_whose_membership_by_hand_has_ended_may_enter_by_a_rule(bob, carol, gold, rule):
    for person in (bob, carol):
        customer_of(person)
    yesterday = timezone.localdate() - timedelta(days=1)
    Customer.objects.update(group=gold, group_until=yesterday)
    ordered(bob, 1000)
    memberships.apply()
    assert (standing(bob), standing(carol)) == (("VIP", True), ("Gold", False))
    assert customer_of(bob).group_until is None


def test_the_first_group_whose_rule_is_met_takes_somebody(bob, carol, gold_rule):
    ordered(bob, 2000)
    ordered(carol, 700)
    memberships.apply()
    assert (standing(bob), standing(carol)) == (("VIP", True), ("Gold", True))


def test_the_order_of_the_groups_decides(alice, bob, vip, gold, gold_rule):
    groups.reorder([gold.pk, vip.pk], by=alice)
    ordered(bob, 2000)
    memberships.apply()
    assert standing(bob) == ("Gold", True)


def test_one_climbs_and_falls_from_group_to_group(bob, gold_rule):
    ordered(bob, 700)
    memberships.apply()
    ordered(bob, 600, days_ago=200)
    memberships.apply()
    assert standing(bob) == ("VIP", True)
    memberships.apply(day=timezone.localdate() + timedelta(days=200))
    assert standing(bob) == ("Gold", True)


def test_nobody_falls_from_a_group_that_nobody_leaves_but_everybody_may_climb(alice, bob, carol, vip, gold, gold_rule):
    memberships.set_rule(vip, leaves=False, by=alice)
    memberships.set_rule(gold, leaves=False, by=alice)
    ordered(bob, 2000, days_ago=300)
    ordered(carol, 700, days_ago=1)
    memberships.apply()
    ordered(carol, 700)
    ordered(bob, 700)
    memberships.apply(day=timezone.localdate() + timedelta(days=200))
    assert (standing(bob), standing(carol)) == (("VIP", True), ("VIP", True))


@pytest.mark.parametrize("off", ["paused", "removed"])
def test_without_its_rule_a_groups_people_stay(alice, bob, vip, gold_rule, off):
    ordered(bob, 1000, days_ago=300)
    memberships.apply()
    if off == "paused":
        memberships.set_rule(vip, is_active=False, by=alice)
    else:
        memberships.remove_rule(vip, by=alice)
    memberships.apply(day=timezone.localdate() + timedelta(days=100))
    assert standing(bob) == ("VIP", True)


def test_staff_and_inactive_people(alice, bob, rule):
    ordered(alice, 5000)
    ordered(bob, 5000)
    Customer.objects.filter(pk=bob.pk).update(state=Customer.State.INACTIVE)
    memberships.apply()
    assert (standing(alice), standing(bob)) == ((None, False), ("VIP", True))


def test_orders_of_guests_are_nobodys(rule):
    ordered(make_user(), 1)
    get_model("order", "Order").objects.update(user=None, total_incl_tax=9999)
    memberships.apply()
    assert not Customer.objects.exclude(group=None).exists()


def test_twice_is_once(bob, rule):
    ordered(bob, 1000)
    memberships.apply()
    version = customer_of(bob).version
    memberships.apply()
    assert customer_of(bob).version == version


def test_a_run_notes_what_it_did(bob, carol, gold_rule, vip, gold):
    ordered(bob, 700)
    memberships.apply()
    ordered(bob, 600)
    ordered(carol, 700)
    done = {rule.group.name: (rule.entered, rule.left) for rule in memberships.apply()}
    assert done == {"VIP": (1, 0), "Gold": (1, 1)}
    assert JoiningRule.objects.get(group=vip).applied_at is not None


def test_a_preview_counts_and_names_without_moving(bob, carol, rule, vip):
    ordered(bob, 1000, days_ago=300)
    memberships.apply()
    ordered(carol, 1000)
    later = memberships.preview(rule, day=timezone.localdate() + timedelta(days=100))
    assert (str(later), later.enter, later.leave) == ("1 enter, 1 leave", 1, 1)
    assert (later.entering, later.leaving) == ([carol.pk], [bob.pk])
    assert (standing(bob), standing(carol)) == (("VIP", True), (None, False))


def test_a_preview_of_a_rule_that_is_not_saved(bob, carol, vip, gold_rule):
    ordered(bob, 700)
    ordered(carol, 300)
    memberships.apply()
    lower = memberships.preview(JoiningRule(group=vip, min_spent=Decimal(250)))
    assert (lower.enter, lower.leave) == (2, 0)
    assert JoiningRule.objects.get(group=vip).min_spent == 1000


def test_a_preview_of_a_rule_that_is_off_moves_nobody(bob, vip):
    ordered(bob, 700)
    assert str(memberships.preview(JoiningRule(group=vip, min_orders=1, is_active=False))) == "0 enter, 0 leave"


def test_the_preview_is_what_the_run_does(bob, carol, eve, gold_rule, vip, gold):
    ordered(bob, 700)
    memberships.apply()
    ordered(bob, 600)
    ordered(carol, 700)
    ordered(eve, 1700)
    seen = {rule.group_id: memberships.preview(rule) for rule in JoiningRule.objects.all()}
    told = {pk: (preview.enter, preview.leave) for pk, preview in seen.items()}
    assert told == {rule.group_id: (rule.entered, rule.left) for rule in memberships.apply()}


def test_a_rule_needs_a_figure(alice, vip):
    for figures_ in ({}, {"min_spent": 0}, {"min_orders": 0}, {"min_spent": Decimal(0), "min_orders": None}):
        with pytest.raises(ValidationError):
            memberships.set_rule(vip, by=alice, **figures_)
    assert not JoiningRule.objects.exists()


@pytest.mark.parametrize("wrong", [{"months": 0}, {"months": 601}, {"min_spent": -1}, {"min_spent": "much"}])
def test_figures_that_are_none_are_refused(alice, vip, wrong):
    with pytest.raises(ValidationError):
        memberships.set_rule(vip, by=alice, **{"min_orders": 1, **wrong})


def test_fields_that_are_not_the_merchants_are_refused(alice, vip):
    with pytest.raises(TypeError):
        memberships.set_rule(vip, min_orders=1, entered=7, by=alice)


def test_setting_and_removing_is_written_down(alice, vip, rule):
    memberships.set_rule(vip, min_spent=Decimal(2000), by=alice)
    memberships.set_rule(vip, min_spent=Decimal(2000), by=alice)
    memberships.remove_rule(vip, by=alice)
    memberships.remove_rule(vip, by=alice)
    rows = Activity.objects.filter(kind__startswith="group.rule").order_by("pk")
    assert [(row.kind, row.facts["name"], row.by) for row in rows] == [
        ("group.rule_changed", "VIP", alice),
        ("group.rule_changed", "VIP", alice),
        ("group.rule_removed", "VIP", alice),
    ]
    assert rows[1].changes == {"min_spent": ["1000.00", "2000"]}


def test_rules_need_manage_groups(vip):
    clerk = grant(make_user(is_staff=True), "view_customer", "change_customer")
    for act in (memberships.set_rule, memberships.remove_rule, memberships.apply_now):
        with pytest.raises(PermissionDenied):
            act(vip, by=clerk)


def test_a_rule_for_a_group_that_is_gone_is_refused(alice, vip):
    CustomerGroup.objects.filter(pk=vip.pk).delete()
    with pytest.raises(ValidationError):
        memberships.set_rule(vip, min_orders=1, by=alice)


def test_with_the_group_its_rule_goes(alice, rule, vip):
    groups.delete(vip, move_to=None, by=alice)
    assert not JoiningRule.objects.exists()


@pytest.mark.parametrize(
    ("months", "day", "since"),
    [
        (1, date(2026, 5, 31), "2026-04-30T00:00+02:00"),
        (12, date(2024, 2, 29), "2023-02-28T00:00+01:00"),
        (3, date(2026, 1, 15), "2025-10-15T00:00+02:00"),
        (600, date(2026, 1, 15), "1976-01-15T00:00+01:00"),
    ],
)
def test_the_months_begin_at_midnight_where_the_shop_is(months, day, since):
    assert figures.since(months, day) == datetime.fromisoformat(since)


def test_an_order_of_the_first_minute_counts_and_one_of_the_minute_before_does_not(alice, bob, carol, vip):
    memberships.set_rule(vip, min_orders=1, months=1, by=alice)
    ordered(bob, 1, at=datetime.fromisoformat("2026-10-25T22:00Z"))
    ordered(carol, 1, at=datetime.fromisoformat("2026-10-25T22:59Z"))
    assert members(vip) == set()
    memberships.apply(day=date(2026, 11, 26))
    assert members(vip) == set()
    ordered(carol, 1, at=datetime.fromisoformat("2026-10-25T23:00Z"))
    memberships.apply(day=date(2026, 11, 26))
    assert members(vip) == {carol.pk}


def test_the_questions_do_not_grow_with_the_people(
    rule, gold_rule, vip, monkeypatch, django_assert_max_num_queries, django_assert_num_queries
):
    monkeypatch.setattr("oscar_clienti.services.many.BATCH", 50)
    people = [make_user() for _ in range(100)]
    for person in people:
        ordered(person, 1000)
    # The other rules, the orders for each rule, members, and two batches of people.
    with django_assert_num_queries(6):
        assert memberships.preview(rule).enter == 100
    # The same; two batches of eighteen; a note for each rule, and the rules again.
    with django_assert_max_num_queries(46):
        memberships.apply()
    assert len(members(vip)) == 100
    # And where nobody moves, however many there are.
    with django_assert_num_queries(8):
        memberships.apply()
