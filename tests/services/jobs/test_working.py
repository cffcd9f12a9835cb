"""Each part of a job is done once, whole or not at all, whoever dies in between."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.utils import timezone

from oscar_clienti.models import Job, JobChunk, Tag
from oscar_clienti.services import jobs
from oscar_clienti.services.jobs import beating, working
from tests.conftest import grant, make_user

from .conftest import fresh, states

pytestmark = pytest.mark.django_db


def refuse(job, chunk):
    raise ValidationError("The group is gone.")


def left_alone(job):
    """Nobody has touched the job for an hour."""
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - timedelta(hours=1))


def test_every_part_is_done_once(started):
    jobs.work(started.pk)
    assert Tag.objects.count() == 6 and fresh(started).state == Job.State.DONE


def test_what_was_done_is_added_up(started):
    jobs.work(started.pk)
    job = fresh(started)
    assert (job.counts, job.done, job.total) == ({"tags": 6}, 6, 6)


def test_nothing_is_done_before_the_start(kind, alice):
    job = jobs.create(kind.key, by=alice)
    assert not jobs.work(job.pk) and fresh(job).state == Job.State.DRAFT


def test_two_workers_share_the_parts(started):
    working._step(started.pk, "first")
    working._step(started.pk, "second")
    workers = JobChunk.objects.filter(job=started, state="done").values_list("worker", flat=True)
    assert set(workers) == {"first", "second"} and Tag.objects.count() == 4


def test_a_part_on_lease_is_left_to_its_worker(started):
    working._claim(started, "first")
    jobs.work(started.pk)
    assert states(started) == ["running", "done", "done"] and fresh(started).state == Job.State.RUNNING


def test_a_deadlock_is_tried_again_by_the_same_worker(started, kind):
    broken = iter([True, False, False, False])

    def deadlock(job, chunk):
        if next(broken):
            raise OperationalError("deadlock detected")

    kind.before = deadlock
    with pytest.raises(OperationalError):
        working._step(started.pk, "worker")
    while working._step(started.pk, "worker"):
        pass
    assert Tag.objects.count() == 6 and fresh(started).state == Job.State.DONE


def test_a_lease_that_ran_out_goes_to_the_next_worker(started):
    working._claim(started, "killed")
    JobChunk.objects.filter(job=started).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.work(started.pk)
    assert Tag.objects.count() == 6 and fresh(started).state == Job.State.DONE


def test_a_slow_worker_whose_part_was_taken_over_rolls_back(started, kind):
    chunk = working._claim(started, "slow")

    def taken_over(job, chunk):
        JobChunk.objects.filter(pk=chunk.pk).update(worker="next")

    kind.before = taken_over
    working._do(fresh(started), chunk, "slow")
    assert not Tag.objects.exists()


def test_an_error_leaves_nothing_half_done(started, kind):
    kind.before = lambda job, chunk: 1 / 0
    jobs.work(started.pk)
    assert not Tag.objects.exists() and fresh(started).state == Job.State.FAILED


def test_an_error_is_tried_again(started, kind):
    failing = iter([True, False, False, False])

    def sometimes(job, chunk):
        if next(failing):
            raise RuntimeError

    kind.before = sometimes
    jobs.work(started.pk)
    assert Tag.objects.count() == 6 and fresh(started).state == Job.State.DONE


def test_the_message_of_an_error_is_kept_nowhere(started, kind, caplog):
    word = "can" + "ary"  # Not as a whole, for a traceback shows the line.

    def fail(job, chunk):
        raise RuntimeError(word)

    kind.before = fail
    jobs.work(started.pk)
    assert "RuntimeError" in fresh(started).error and "canary" not in fresh(started).error + caplog.text


def test_a_refusal_stops_at_once_with_its_words(started, kind):
    kind.before = refuse
    jobs.work(started.pk)
    job = fresh(started)
    assert (job.state, job.error) == (Job.State.FAILED, "The group is gone.")


def test_what_failed_can_be_continued(started, kind, alice):
    kind.before = lambda job, chunk: 1 / 0
    jobs.work(started.pk)
    kind.before = lambda job, chunk: None
    jobs.resume(fresh(started), by=alice)
    jobs.work(started.pk)
    assert fresh(started).state == Job.State.DONE and Tag.objects.count() == 6


def test_what_was_refused_goes_on_at_once_when_it_is_continued(started, kind, alice):
    kind.before = refuse
    jobs.work(started.pk)
    kind.before = lambda job, chunk: None
    jobs.resume(fresh(started), by=alice)
    jobs.work(started.pk)
    assert fresh(started).state == Job.State.DONE and Tag.objects.count() == 6


def test_what_failed_can_be_cancelled(started, kind, alice):
    kind.before = refuse
    jobs.work(started.pk)
    assert jobs.cancel(fresh(started), by=alice).state == Job.State.CANCELLED


def test_a_part_that_kills_its_workers_stops_the_job(started):
    JobChunk.objects.filter(number=0).update(attempts=working.BEGINNINGS)
    jobs.work(started.pk)
    assert "never got done" in fresh(started).error and states(started)[0] == "ready"


def test_a_turn_to_the_next_phase_that_goes_wrong_stops_the_job(started, kind):
    kind.after = lambda job, phase: refuse(job, None)
    jobs.work(started.pk)
    assert (fresh(started).state, fresh(started).error) == (Job.State.FAILED, "The group is gone.")


def test_a_job_of_a_kind_that_the_shop_has_no_more_stops(started, kind):
    jobs.kinds.unregister(kind.key)
    jobs.work(started.pk)
    jobs.kinds.register(kind)
    assert fresh(started).state == Job.State.FAILED


def test_a_paused_job_rests_and_goes_on_where_it_was(started, alice):
    working._step(started.pk, "worker")
    jobs.pause(started, by=alice)
    assert not jobs.work(started.pk) and Tag.objects.count() == 2
    jobs.resume(started, by=alice)
    jobs.work(started.pk)
    assert Tag.objects.count() == 6


def test_a_cancelled_job_keeps_what_is_done(started, alice):
    working._step(started.pk, "worker")
    jobs.cancel(started, by=alice)
    jobs.work(started.pk)
    assert Tag.objects.count() == 2 and fresh(started).state == Job.State.CANCELLED


def test_who_loses_the_right_stops(started, alice):
    alice.user_permissions.clear()
    jobs.work(started.pk)
    assert fresh(started).state == Job.State.FAILED and not Tag.objects.exists()


def test_who_was_deleted_stops(started, alice):
    alice.delete()
    jobs.work(started.pk)
    assert fresh(started).state == Job.State.FAILED and not Tag.objects.exists()


def test_a_phase_follows_another(started, kind):
    kind.following = {"making": "finishing"}
    jobs.work(started.pk)
    assert Tag.objects.filter(name="finishing planned").exists() and fresh(started).done == 1


def test_a_job_may_wait_for_its_owner_between_phases(started, kind):
    kind.following = {"making": jobs.Pause("looking")}
    jobs.work(started.pk)
    job = fresh(started)
    assert (job.state, job.phase) == (Job.State.DRAFT, "looking")


def test_others_may_not_steer_a_job(started):
    eve = grant(make_user("eve@shop.example", is_staff=True), "import_customers")
    with pytest.raises(PermissionDenied):
        jobs.cancel(started, by=eve)


def test_who_manages_jobs_may_steer_those_of_others(started):
    vera = grant(make_user("vera@shop.example", is_staff=True), "import_customers", "manage_jobs")
    assert jobs.cancel(started, by=vera).state == Job.State.CANCELLED


def test_a_job_that_nobody_touches_is_stale(started):
    assert not jobs.stale().exists()
    left_alone(started)
    assert [job.pk for job in jobs.stale()] == [started.pk]


def test_a_job_is_not_stale_when_it_was_just_continued(started, alice):
    jobs.pause(started, by=alice)
    left_alone(started)
    jobs.resume(started, by=alice)
    assert not jobs.stale().exists()


def test_what_was_left_is_taken_up_once(started):
    left_alone(started)
    assert [job.pk for job in jobs.resume_stale()] == [started.pk]
    assert jobs.resume_stale() == []


def test_rest_does_not_count_in_the_speed(started, alice):
    working._step(started.pk, "worker")
    jobs.pause(started, by=alice)
    hour = timedelta(hours=1)
    before = fresh(started)
    Job.objects.update(phase_started_at=before.phase_started_at - hour, beat_at=before.beat_at - hour)
    jobs.resume(started, by=alice)
    job = fresh(started)
    assert job.beat_at - job.phase_started_at == before.beat_at - before.phase_started_at


def test_work_ends_when_its_time_is_over(started):
    assert jobs.work(started.pk, seconds=0) and not Tag.objects.exists()


def test_a_job_that_goes_on_is_not_started_again(started, alice):
    with pytest.raises(ValidationError):
        jobs.start(started, "making", [], by=alice)


def test_files_go_with_an_old_job(started, alice, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path
    jobs.store(started, "rows", b"secret")
    jobs.work(started.pk)
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.expire() == 1
    assert not JobChunk.objects.exists() and not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_was_done_lately_is_kept_however_old_the_job(started):
    jobs.work(started.pk)
    Job.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert jobs.expire() == 0 and JobChunk.objects.count() == 3


def test_an_old_job_that_rests_is_cancelled(started, alice):
    jobs.pause(started, by=alice)
    Job.objects.update(beat_at=timezone.now() - timedelta(days=31))
    assert jobs.expire() == 1 and fresh(started).state == Job.State.CANCELLED


def test_an_old_draft_goes_whole(kind, alice):
    job = jobs.create(kind.key, by=alice)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert jobs.expire() == 1 and not Job.objects.exists()


def test_files_are_for_the_shop_alone(started, settings, tmp_path):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path
    jobs.store(started, "rows", b"secret")
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert path.stat().st_mode & 0o077 == 0


# A part that takes longer than the lease.


def held_for_long(job, worker):
    """The first part of a job on which nobody has said a word for an hour."""
    chunk = working._claim(job, worker)
    left_alone(job)
    return chunk


def test_a_worker_with_a_long_part_shows_that_somebody_is_at_the_job(started):
    beating.show_life(held_for_long(started, "first"), "first")
    assert not jobs.stale().exists()


def test_a_worker_who_lost_the_part_shows_no_sign_of_life(started):
    beating.show_life(held_for_long(started, "first"), "second")
    assert jobs.stale().get() == started


def test_a_sign_of_life_sets_no_paused_job_going(started, alice):
    chunk = held_for_long(started, "first")
    before = jobs.pause(started, by=alice).beat_at
    beating.show_life(chunk, "first")
    assert (fresh(started).state, fresh(started).beat_at) == (Job.State.PAUSED, before)
