"""Several workers on one job at the same moment, where the database lets more than one write."""

import time
from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from oscar_clienti.models import Job, JobChunk, Tag
from oscar_clienti.services import jobs

from .conftest import fresh

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one worker write at a time"),
]
PARTS, ROWS, WORKERS = 40, 3, 4


@pytest.fixture
def large(kind, alice, settings):
    """Forty parts, and nobody at work yet."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    kind.following = {"making": "finishing"}
    pieces = [jobs.Piece(ROWS, {"names": [f"{part}-{row}" for row in range(ROWS)]}) for part in range(PARTS)]
    return jobs.start(jobs.create(kind.key, by=alice), "making", pieces, by=alice)


def work(job):
    try:
        jobs.work(job.pk)
    finally:
        connection.close()


def side_by_side(job, workers=WORKERS):
    threads = [Thread(target=work, args=[job]) for _worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_every_part_is_done_once(large):
    side_by_side(large)
    made = Counter(Tag.objects.values_list("name", flat=True))
    assert len(made) == PARTS * ROWS + 1 and set(made.values()) == {1}


def test_what_was_done_is_added_up(large):
    side_by_side(large)
    job = fresh(large)
    assert (job.state, job.counts) == (Job.State.DONE, {"tags": PARTS * ROWS + 1})


def test_exactly_one_turns_to_the_next_phase(large):
    side_by_side(large)
    assert JobChunk.objects.filter(job=large, phase="finishing").count() == 1


def test_twenty_workers_are_not_too_many(large):
    side_by_side(large, workers=20)
    assert fresh(large).state == Job.State.DONE


def lease_as_others_see_it(chunk):
    """A transaction that goes on sees nothing of what was written beside it, on some databases."""
    seen = []

    def look():
        seen.append(JobChunk.objects.get(pk=chunk.pk).lease_until)
        connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()
    return seen[0]


def test_whoever_takes_longer_than_the_lease_keeps_the_part(large, kind, settings):
    settings.OSCAR_CLIENTI_JOB_LEASE_SECONDS = 0.3
    put_off = []

    def take_long(job, chunk):
        if chunk.number == 0 and job.phase == "making":
            began, until = lease_as_others_see_it(chunk), time.monotonic() + 30
            while (now := lease_as_others_see_it(chunk)) < began + timedelta(seconds=1) and time.monotonic() < until:
                pass
            put_off.append(now - began)

    kind.before = take_long
    side_by_side(large, workers=2)
    assert len(put_off) == 1 and put_off[0] >= timedelta(seconds=1)
    assert JobChunk.objects.get(job=large, phase="making", number=0).attempts == 1
