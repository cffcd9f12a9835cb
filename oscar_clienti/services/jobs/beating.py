"""Signs of life of a worker whose part takes longer than its lease: reading a large file is one part."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connections, router
from django.utils import timezone

from ... import conf
from ...models import JobChunk

logger = logging.getLogger("oscar_clienti.jobs")
# Whoever takes longer hangs, and has lost the part to the next one.
LONGEST_SECONDS = 3600.0


@contextmanager
def beating(chunk: JobChunk, worker: str) -> Iterator[None]:
    """Put the end of the lease off, again and again, until the block is left; the process's end ends it too.

    From a connection of its own, for nobody sees what the part's transaction writes. To be entered before that
    transaction. SQLite needs none of it: there others can't take anything while somebody writes.
    """
    if connections[router.db_for_write(JobChunk)].vendor == "sqlite":
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(chunk.pk, worker, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(chunk_pk: int, worker: str, over: threading.Event) -> None:
    connection, lease = connections[router.db_for_write(JobChunk)], conf.get("JOB_LEASE_SECONDS")
    until = time.monotonic() + LONGEST_SECONDS
    try:
        while not over.wait(lease / 3) and time.monotonic() < until:
            mine = JobChunk.objects.filter(pk=chunk_pk, worker=worker, state=JobChunk.State.RUNNING)
            try:
                mine.update(lease_until=timezone.now() + timedelta(seconds=lease))
            except (DatabaseError, InterfaceError) as error:
                logger.warning("A worker could not show a sign of life: %s", type(error).__name__)
                connection.close()
    finally:
        connection.close()
