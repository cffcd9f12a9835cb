"""The last day in a group, from a file and back out of it."""

from datetime import date

import pytest

from oscar_clienti.models import Activity, Customer, CustomerGroup
from oscar_clienti.services import groups, imports
from tests.conftest import customer_of

from .conftest import customer, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def vip():
    return CustomerGroup.objects.create(name="VIP")


@pytest.fixture
def gold():
    return CustomerGroup.objects.create(name="Gold")


def membership(email):
    row = customer(email)
    return (row.group and row.group.name, row.group_until)


def test_new_people_get_their_last_day(imported, vip):
    imported("email,group,group_until\nada@example.com,VIP,2099-12-31\ntom@example.com,VIP,\n")
    assert membership("ada@example.com") == ("VIP", date(2099, 12, 31))
    assert membership("tom@example.com") == ("VIP", None)


def test_people_who_are_there_get_another_day(imported, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=None)
    job = imported("email,group,group_until\nbob@example.com,VIP,2099-12-31\n")
    assert (job.counts, membership(bob.email)) == ({"changed": 1}, ("VIP", date(2099, 12, 31)))
    assert Activity.objects.filter(customer=bob.pk).latest("pk").changes == {"group_until": [None, "2099-12-31"]}


@pytest.mark.parametrize(("blanks", "left"), [("leave", date(2099, 1, 1)), ("clear", None)])
def test_an_empty_cell_leaves_the_day_unless_it_shall_clear(imported, bob, vip, blanks, left):
    groups.assign([customer_of(bob)], group=vip, until=date(2099, 1, 1), by=None)
    imported("email,group,group_until\nbob@example.com,VIP,\n", blanks=blanks)
    assert membership(bob.email) == ("VIP", left)


@pytest.mark.parametrize("head", ["email,group", "email,group,group_until"])
def test_another_group_begins_without_a_last_day(imported, bob, vip, gold, head):
    groups.assign([customer_of(bob)], group=vip, until=date(2099, 1, 1), by=None)
    imported(f"{head}\nbob@example.com,Gold{',' * (head.count(',') - 1)}\n")
    assert membership(bob.email) == ("Gold", None)


def test_a_group_for_everybody_leaves_those_who_are_there_with_their_day(imported, bob, vip):
    groups.assign([customer_of(bob)], group=vip, until=date(2099, 1, 1), by=None)
    job = imported("email\nbob@example.com\n", group=vip.pk)
    assert (job.counts, membership(bob.email)) == ({"same": 1}, ("VIP", date(2099, 1, 1)))


def test_who_came_by_a_rule_is_not_put_there_by_hand_by_a_file_that_says_the_same(imported, bob, vip):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(group=vip, group_key="vip", group_by_rule=True)
    imported("email,group,company\nbob@example.com,VIP,Rossi\n")
    assert customer_of(bob).group_by_rule


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("VIP,2020-01-01", "passed already"),
        (",2099-01-01", "needs a group"),
        ("VIP,soon", "write the day"),
    ],
)
def test_days_that_make_no_sense_refuse_their_row(imported, alice, vip, row, words):
    job = imported(f"email,group,group_until\nada@example.com,{row}\ntom@example.com,VIP,\n")
    assert job.counts == {"new": 1, "refused": 1}
    (refused,) = imports.outcomes(job, "refused").rows
    assert words in str(refused.reasons).lower()


def test_a_day_that_has_passed_but_stands_there_already_is_no_reason_to_refuse(imported, bob, vip):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(group=vip, group_key="vip", group_until=date(2020, 1, 1))
    assert imported("email,group,group_until\nbob@example.com,VIP,2020-01-01\n").counts == {"same": 1}


def test_undone_the_old_day_comes_back(imported, alice, bob, vip, gold):
    groups.assign([customer_of(bob)], group=vip, until=date(2099, 1, 1), by=None)
    job = imported("email,group,group_until\nbob@example.com,Gold,2098-01-01\n")
    work(imports.undo(job, by=alice))
    assert membership(bob.email) == ("VIP", date(2099, 1, 1))


def test_undone_a_day_that_has_passed_meanwhile_brings_nobody_back(imported, alice, bob, vip, gold):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(group=vip, group_key="vip", group_until=date(2020, 1, 1))
    job = imported("email,group\nbob@example.com,Gold\n")
    work(imports.undo(job, by=alice))
    assert membership(bob.email) == (None, None)


def test_undoing_a_new_day_alone(imported, alice, bob, vip):
    groups.assign([customer_of(bob)], group=vip, by=None)
    job = imported("email,group,group_until\nbob@example.com,VIP,2099-12-31\n")
    work(imports.undo(job, by=alice))
    assert membership(bob.email) == ("VIP", None)


def test_undone_a_member_by_a_rule_is_one_again(imported, alice, bob, vip, gold):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(group=vip, group_key="vip", group_by_rule=True)
    job = imported("email,group\nbob@example.com,Gold\n")
    work(imports.undo(job, by=alice))
    assert membership(bob.email) == ("VIP", None) and customer_of(bob).group_by_rule


def test_undone_a_member_by_hand_stays_one(imported, alice, bob, vip, gold):
    groups.assign([customer_of(bob)], group=vip, by=None)
    work(imports.undo(imported("email,group\nbob@example.com,Gold\n"), by=alice))
    assert not customer_of(bob).group_by_rule
