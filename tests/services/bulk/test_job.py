"""An act on all who match: everybody of that moment once, nobody else, and it can be stopped."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_clienti.models import Activity, Customer, Job, State
from oscar_clienti.services import bulk, customers, groups, jobs, sync, tags
from oscar_clienti.services.jobs import working
from tests.conftest import grant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_chunks(settings):
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 10


@pytest.fixture
def crowd(db):
    """Thirty-five customers, of whom five are tax-exempt."""
    users = [make_user() for _ in range(35)]
    sync.refresh([user.pk for user in users])
    Customer.objects.filter(pk__in=[user.pk for user in users[:5]]).update(tax_exempt=True)
    return [user.pk for user in users]


def begin(key, by, query="", **options):
    return bulk.start(bulk.acts[key], bulk.Crowd.now(query), by=by, options=options)


def finished(job):
    while jobs.work(job.pk):
        pass
    return Job.objects.get(pk=job.pk)


def steps(job, number):
    for _step in range(number):
        working._step(job.pk, "a worker")
    return Job.objects.get(pk=job.pk)


def after_chunks(job, number):
    """The job when its people are found and ``number`` parts of them are done."""
    return steps(job, 2 + number)


def inactive():
    return set(Customer.objects.inactive().values_list("pk", flat=True))


def test_everybody_who_matches_is_changed(alice, crowd):
    job = finished(begin("deactivate", alice))
    assert (job.state, inactive()) == (Job.State.DONE, set(crowd))


def test_nobody_else_is_changed(alice, crowd):
    finished(begin("deactivate", alice, "tax_exempt=yes"))
    assert inactive() == set(crowd[:5])


def test_it_counts_and_says_what_was_done(alice, crowd):
    job = finished(begin("deactivate", alice, "tax_exempt=yes"))
    assert job.counts == {"changed": 5, "same": 0, "gone": 0}
    assert jobs.kinds["bulk"].summary(job) == [
        "5 customers were changed.",
        "Chosen were all who matched: Tax-exempt: yes",
    ]


def test_every_row_of_activity_names_the_job(alice, crowd):
    job = finished(begin("deactivate", alice))
    assert Activity.objects.filter(job=job, by=alice, kind="customer.deactivated").count() == 35


def test_the_options_travel_with_it(alice, crowd):
    vip, press = groups.create(name="VIP", by=alice), tags.create(name="Press", by=alice)
    finished(begin("assign-group", alice, group=vip))
    finished(begin("add-tags", alice, "group=" + str(vip.pk), tags=[press]))
    assert Customer.objects.filter(group=vip, tags=press).count() == 35


def test_who_joins_the_filter_while_it_runs_is_not_touched(alice, crowd):
    job = after_chunks(begin("deactivate", alice, "tax_exempt=yes"), 0)
    Customer.objects.filter(pk=crowd[20]).update(tax_exempt=True)
    finished(job)
    assert inactive() == set(crowd[:5])


def test_who_comes_to_the_shop_before_it_runs_is_not_touched(alice, crowd):
    job = begin("deactivate", alice)
    newcomer = make_user()
    sync.refresh([newcomer.pk])
    finished(job)
    assert newcomer.pk not in inactive()


def test_who_was_deleted_or_became_staff_meanwhile_is_left_out_and_counted(alice, crowd):
    job = after_chunks(begin("deactivate", alice), 0)
    get_user_model().objects.filter(pk=crowd[0]).update(is_staff=True)
    sync.refresh([crowd[0]])
    get_user_model().objects.get(pk=crowd[1]).delete()
    job = finished(job)
    assert job.counts == {"changed": 33, "same": 0, "gone": 2}
    assert get_user_model().objects.get(pk=crowd[0]).is_active


def test_staff_inside_the_filter_stay_as_they_are(alice, root, crowd):
    sync.refresh([alice.pk, root.pk])
    finished(begin("exempt", alice))
    assert not Customer.objects.filter(state=State.STAFF, tax_exempt=True).exists()


def test_those_for_whom_there_is_nothing_to_do_are_no_part_of_it(alice, crowd):
    job = finished(begin("exempt", alice))
    assert (job.total, job.counts["changed"]) == (30, 30)


def test_cancel_keeps_what_is_done_and_says_so(alice, crowd):
    job = after_chunks(begin("deactivate", alice), 2)
    job = jobs.cancel(job, by=alice)
    finished(job)
    assert len(inactive()) == 20
    assert jobs.kinds["bulk"].summary(job)[0] == "Stopped: 20 of 35 customers were changed."


def test_paused_it_goes_on_where_it_was(alice, crowd):
    job = after_chunks(begin("deactivate", alice), 1)
    jobs.pause(job, by=alice)
    finished(job)
    assert len(inactive()) == 10
    job = finished(jobs.resume(job, by=alice))
    assert (job.state, len(inactive())) == (Job.State.DONE, 35)
    assert Activity.objects.filter(kind="customer.deactivated").count() == 35


def test_it_needs_the_right(viewer, crowd):
    with pytest.raises(PermissionDenied):
        begin("deactivate", viewer)
    assert not Job.objects.exists()


def test_a_right_that_is_taken_away_stops_it(crowd):
    vera = grant(make_user(is_staff=True), "view_customer", "change_customer")
    job = after_chunks(begin("deactivate", vera), 1)
    vera.user_permissions.clear()
    grant(vera, "view_customer")
    job = finished(job)
    assert (job.state, len(inactive())) == (Job.State.FAILED, 10)


def test_a_group_that_is_deleted_meanwhile_stops_it_with_words(alice, crowd):
    vip = groups.create(name="VIP", by=alice)
    job = after_chunks(begin("assign-group", alice, group=vip), 1)
    groups.delete(vip, move_to=None, by=alice)
    job = finished(job)
    assert (job.state, job.error) == (Job.State.FAILED, "The group was deleted meanwhile.")


def test_a_filter_that_loses_its_group_before_it_starts_changes_nobody(alice, crowd):
    vip = groups.create(name="VIP", by=alice)
    groups.assign(crowd[:20], group=vip, by=alice)
    job = begin("deactivate", alice, f"group={vip.pk}")
    groups.delete(vip, move_to=None, by=alice)
    job = finished(job)
    assert (job.state, inactive()) == (Job.State.FAILED, set())


def test_deleting_is_for_chosen_rows_only(alice, crowd):
    with pytest.raises(ValidationError):
        begin("delete", alice)


def test_nobody_left_to_change_is_an_end_too(alice, crowd):
    job = begin("deactivate", alice)
    customers.deactivate_many(crowd, by=alice)
    assert finished(job).state == Job.State.DONE


def test_the_statements_of_a_part_do_not_grow_with_its_people(alice, crowd, settings):
    asked = []
    for size in (5, 15):
        settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = size
        job = after_chunks(begin("exempt" if size == 5 else "end-exemption", alice), 0)
        with CaptureQueriesContext(connection) as queries:
            steps(job, 1)
        asked.append(len(queries))
    assert asked[0] == asked[1]
