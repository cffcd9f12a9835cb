"""The queue is told "continue job N", whichever queue it is; without one the work is done a little at a time."""

# ruff: noqa: F401, F811  The fixtures of the tests of jobs are asked for by their names.

import os
from importlib.util import find_spec

import pytest
from django_tasks.backends.dummy import DummyBackend

from oscar_clienti import tasks
from oscar_clienti.models import Job, Tag
from oscar_clienti.services import jobs
from tests.services.jobs.conftest import fresh, kind, started

# A database of Redis that nothing else uses: its queue is emptied.
REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9")
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


class Unreachable(DummyBackend):
    """A queue on a machine that is down."""

    def enqueue(self, task, args, kwargs):
        raise ConnectionError


@pytest.fixture
def enqueued():
    """The numbers of the jobs that the queue in the database was told to continue."""
    from django_tasks_db.models import DBTaskResult

    def numbers():
        return [result.args_kwargs["args"][0] for result in DBTaskResult.objects.all()]

    return numbers


@pytest.mark.django_db
def test_without_a_queue_small_work_is_done_at_once(kind, alice, django_capture_on_commit_callbacks):
    job = jobs.create(kind.key, by=alice)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start(job, "making", [jobs.Piece(1, {"names": ["a"]})], by=alice)
    assert fresh(job).state == Job.State.DONE


@pytest.mark.django_db
def test_without_a_queue_no_request_works_longer_than_its_time(started, monkeypatch):
    monkeypatch.setattr(tasks, "REQUEST_SECONDS", 0.0)
    tasks.continue_job.enqueue(started.pk)
    assert fresh(started).is_going and not Tag.objects.exists()


@pytest.mark.django_db
def test_as_many_workers_are_asked_for_as_the_shop_wants(
    settings,
    kind,
    alice,
    enqueued,
    django_capture_on_commit_callbacks,
):
    settings.TASKS, settings.OSCAR_CLIENTI_JOB_WORKERS = DATABASE, 3
    job = jobs.create(kind.key, by=alice)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start(job, "making", [jobs.Piece(1, {"names": ["a"]})], by=alice)
    assert enqueued() == [job.pk] * 3


@pytest.mark.django_db
def test_a_worker_turns_to_other_work_and_comes_back(settings, started, enqueued, monkeypatch):
    settings.TASKS = DATABASE
    monkeypatch.setattr(tasks, "WORKER_SECONDS", 0.0)
    tasks.continue_job.call(started.pk)
    assert enqueued() == [started.pk]


@pytest.mark.django_db
def test_a_worker_does_not_come_back_to_a_job_that_is_done(settings, started, enqueued):
    settings.TASKS = DATABASE
    tasks.continue_job.call(started.pk)
    assert enqueued() == [] and fresh(started).state == Job.State.DONE


@pytest.mark.django_db
def test_a_job_that_is_gone_is_no_error():
    tasks.continue_job.call(4711)


@pytest.mark.django_db
def test_a_queue_that_is_down_lets_the_job_wait(
    settings,
    kind,
    alice,
    django_capture_on_commit_callbacks,
):
    settings.TASKS = {"default": {"BACKEND": "tests.test_tasks.Unreachable"}}
    job = jobs.create(kind.key, by=alice)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start(job, "making", [jobs.Piece(1, {"names": ["a"]})], by=alice)
    assert fresh(job).state == Job.State.WAITING


# Redis.


def redis_answers():
    if not (find_spec("django_tasks_rq") and find_spec("redis")):
        return False
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return Redis.from_url(REDIS, socket_timeout=1).ping()
    except RedisError:
        return False


@pytest.mark.skipif("not redis_answers()", reason="needs django-tasks-rq and a Redis that answers")
@pytest.mark.django_db(transaction=True)
def test_a_worker_on_redis_does_a_job(settings, kind, alice):
    settings.RQ_QUEUES = {"default": {"URL": REDIS}}
    settings.TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}}
    from django_rq import get_queue
    from django_tasks_rq import Job as Call
    from rq import SimpleWorker

    queue = get_queue("default", job_class=Call)
    queue.empty()
    job = jobs.create(kind.key, by=alice)
    jobs.start(job, "making", [jobs.Piece(1, {"names": ["a"]})], by=alice)
    assert fresh(job).state == Job.State.WAITING
    SimpleWorker([queue], connection=queue.connection, job_class=Call).work(burst=True)
    assert fresh(job).state == Job.State.DONE
