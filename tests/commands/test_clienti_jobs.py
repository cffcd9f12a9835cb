"""``clienti_jobs``: what is going on, what was left, what is old."""

# ruff: noqa: F401, F811  The fixtures of the tests of jobs are asked for by their names.

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from oscar_clienti import tasks
from oscar_clienti.models import Job, Tag
from tests.services.jobs.conftest import fresh, kind, started

pytestmark = pytest.mark.django_db


def said(*arguments):
    out = StringIO()
    call_command("clienti_jobs", *arguments, stdout=out)
    return out.getvalue()


def test_it_lists_what_is_going_on(started):
    assert "Three parts): waiting, making, 0 of 6" in said()


def test_it_says_when_nothing_is_going_on(db):
    assert "No job is going on." in said()


def test_it_does_the_work_here(started):
    assert "done, making, 6 of 6" in said("--work") and Tag.objects.count() == 6


def test_it_takes_up_what_a_dead_worker_left(started, django_capture_on_commit_callbacks):
    Job.objects.filter(pk=started.pk).update(beat_at=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert "Taken up again" in said("--resume")
    assert fresh(started).state == Job.State.DONE


def test_without_a_queue_it_does_what_was_left_to_the_end(started, monkeypatch):
    monkeypatch.setattr(tasks, "REQUEST_SECONDS", 0.0)
    Job.objects.filter(pk=started.pk).update(beat_at=timezone.now() - timedelta(hours=1))
    assert "done, making, 6 of 6" in said("--resume")


def test_it_leaves_alone_what_somebody_works_on(started):
    assert said("--resume") == ""


def test_it_forgets_what_is_old(started):
    said("--work")
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))
    assert "1 old jobs" in said("--expire")
