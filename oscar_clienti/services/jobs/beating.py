"""Signs of life of a worker whose part takes longer than its lease: reading a large file is one part."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connections, router, transaction
from django.utils import timezone

from ... import conf
from ...models import Job, JobChunk

logger = logging.getLogger("oscar_clienti.jobs")
# Whoever takes longer hangs, and has lost the part to the next one.
LONGEST_SECONDS = 3600.0


@contextmanager
def beating(chunk: JobChunk, worker: str) -> Iterator[None]:
    """Put the end of the lease off and show that somebody is at the job, again and again, until the block is left; the
    process's end ends it too.

    From a connection of its own, for nobody sees what the part's transaction writes. To be entered before that
    transaction. SQLite needs none of it: there others can't take anything while somebody writes.
    """
    if connections[router.db_for_write(JobChunk)].vendor == "sqlite":
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(chunk, worker, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(chunk: JobChunk, worker: str, over: threading.Event) -> None:
    connection, lease = connections[router.db_for_write(JobChunk)], conf.get("JOB_LEASE_SECONDS")
    until = time.monotonic() + LONGEST_SECONDS
    try:
        while not over.wait(lease / 3) and time.monotonic() < until:
            try:
                show_life(chunk, worker)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("A worker could not show a sign of life: %s", type(error).__name__)
                connection.close()
    finally:
        connection.close()


def show_life(chunk: JobChunk, worker: str) -> None:
    """One sign of life. Who has lost the part to another worker gives none."""
    now = timezone.now()
    mine = JobChunk.objects.filter(pk=chunk.pk, worker=worker, state=JobChunk.State.RUNNING)
    if not mine.update(lease_until=now + timedelta(seconds=conf.get("JOB_LEASE_SECONDS"))):
        return
    # Whoever holds the job's row is at work on it: waiting for them could cost the lease.
    skips = connections[router.db_for_write(Job)].features.has_select_for_update_skip_locked
    with transaction.atomic(using=router.db_for_write(Job)):
        going = Job.objects.select_for_update(skip_locked=skips).filter(pk=chunk.job_id, state__in=Job.GOING)
        for pk in list(going.values_list("pk", flat=True)):
            Job.objects.filter(pk=pk).update(beat_at=now)
