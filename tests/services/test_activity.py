"""The activity is written once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from oscar_clienti.models import Activity, Job
from oscar_clienti.models.append_only import AppendOnlyError
from oscar_clienti.services import activity
from tests.conftest import customer_of


@pytest.fixture
def row(bob, alice):
    return activity.record(customer_of(bob), "customer.changed", by=alice, changes={"phone": ("", "1")})


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["by_name"]),
        lambda row: row.delete(),
        lambda row: Activity.objects.update(by_name="Eve"),
        lambda row: Activity.objects.filter(pk=row.pk).delete(),
        lambda row: Activity.objects.bulk_update([row], ["by_name"]),
        lambda row: row.customer.activities.all().delete(),
        lambda row: row.customer.activities.update(by_name="Eve"),
        lambda row: Activity.objects.update_or_create(pk=row.pk, defaults={"by_name": "Eve"}),
    ],
)
def test_it_can_not_be_changed_or_deleted(row, change):
    with pytest.raises(AppendOnlyError):
        change(row)
    assert Activity.objects.get().by_name == "Alice Bottega"


def test_it_outlives_the_customer(row, bob):
    bob.delete()
    assert Activity.objects.get().customer is None


def test_it_outlives_who_did_it(row, alice):
    alice.delete()
    left = Activity.objects.get()
    assert (left.by, left.by_name) == (None, "Alice Bottega")


def test_an_unknown_kind_is_refused(bob, alice):
    with pytest.raises(KeyError):
        activity.record(customer_of(bob), "customer.teleported", by=alice)


def test_the_shop_itself_has_no_name(bob):
    row = activity.record(customer_of(bob), "customer.created", by=None)
    assert (row.by, row.by_name) == (None, "")


def test_long_values_are_cut(bob):
    row = activity.record(customer_of(bob), "customer.changed", by=None, changes={"company": ("", "x" * 5000)})
    assert len(row.changes["company"][1]) == 1000


def test_many_are_written_at_once(bob, carol, alice):
    rows = [(customer_of(user), {"group": (None, "VIP")}) for user in (bob, carol)]
    activity.record_many(rows, "group.assigned", by=alice)
    assert Activity.objects.filter(kind="group.assigned").count() == 2


def test_many_may_be_named_by_their_key(bob, alice):
    activity.record_many([(customer_of(bob).pk, {})], "customer.changed", by=alice)
    assert Activity.objects.get().customer_id == bob.pk


def test_many_say_who_what_and_when(bob, alice):
    activity.record_many([(customer_of(bob), {"group": (None, "VIP")})], "group.assigned", by=alice, facts={"row": 2})
    row = Activity.objects.get()
    assert (row.by, row.by_name, row.kind) == (alice, "Alice Bottega", "group.assigned")
    assert (row.changes, row.facts) == ({"group": [None, "VIP"]}, {"row": 2})
    assert timezone.now() - row.at < timedelta(minutes=1)


def test_facts_of_many_are_each_their_own(bob, carol):
    told = [(customer_of(bob), {"channel": "email"}), (customer_of(carol), {"channel": "sms"})]
    activity.record_facts(told, "consent.granted", by=None)
    assert [row.facts for row in Activity.objects.order_by("pk")] == [{"channel": "email"}, {"channel": "sms"}]


def test_rows_written_during_a_job_name_it(bob):
    job = Job.objects.create(kind="bulk")
    with activity.during(job):
        activity.record(customer_of(bob), "customer.changed", by=None)
        activity.record_many([(customer_of(bob), {})], "customer.changed", by=None)
    assert {row.job for row in Activity.objects.all()} == {job}


def test_rows_written_after_a_job_do_not_name_it(bob):
    with activity.during(Job.objects.create(kind="bulk")):
        pass
    assert activity.record(customer_of(bob), "customer.changed", by=None).job is None
