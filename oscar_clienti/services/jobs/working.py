"""What a worker does: take a chunk on lease, do it whole, say so in the same transaction, take the next.

A worker that is killed leaves a lease that runs out; its transaction has never been. One that is slow shows signs of
life; should it lose its chunk all the same, it finds that out at the end and rolls back.
"""

import logging
import random
import time
import traceback
import uuid
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connections, router, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import conf
from ...models import Job, JobChunk
from ...registries import remembering
from .beating import beating
from .kinds import Counts, Pause, kinds
from .steering import enter, fail, finish, may_go_on, wake

logger = logging.getLogger("oscar_clienti.jobs")

# A chunk that fails so often by itself stops the job.
ATTEMPTS = 3
# A deadlock is over at once; a database that restarts needs some seconds, of which this leaves about fifteen.
RETRIES = 10
# A chunk that was begun so often and never ended kills its workers, or the database refuses it again and again.
BEGINNINGS = 10


class LeaseLost(Exception):
    """Another worker has taken this chunk over."""


def work(job_id: int, *, seconds: float | None = None) -> bool:
    """Do chunks of the job until there are none for us or ``seconds`` are over; return whether there may be more.

    Any number of workers may do this at once. Raises ``OperationalError`` when the database stays away.
    """
    worker, until = uuid.uuid4().hex, None if seconds is None else time.monotonic() + seconds
    while until is None or time.monotonic() < until:
        if not _patiently(_step, job_id, worker):
            return False
    return True


def _patiently(step: Any, *arguments: Any) -> Any:
    """Call ``step``; again when the database broke a deadlock or the connection, each time waiting a little longer."""
    for attempt in range(RETRIES):
        try:
            return step(*arguments)
        except (OperationalError, InterfaceError) as error:
            connection = connections[router.db_for_write(Job)]
            if connection.in_atomic_block or attempt == RETRIES - 1:
                raise
            logger.warning("The database asked for a second try: %s", type(error).__name__)
            connection.close_if_unusable_or_obsolete()
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311  Not a secret.
    return None


def _step(job_id: int, worker: str) -> bool:
    """One chunk, or the turn to the next phase; false when there is nothing to do for us."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not job.is_going:
        return False
    chunk = _claim(job, worker)
    if chunk is None:
        return _turn(job)
    if chunk.attempts > BEGINNINGS:
        _release(chunk, worker)
        words = _("It stopped: one part was begun many times and never got done. You can continue it, or stop it.")
        fail(job, words)
        return False
    return _do(job, chunk, worker)


def _claim(job: Job, worker: str) -> JobChunk | None:
    """Take the first chunk that nobody holds; whoever's UPDATE finds it free has it."""
    now = timezone.now()
    # Our own: the database broke the first try off, and its transaction has never been.
    held = Q(lease_until__lt=now) | Q(worker=worker)
    free = Q(state=JobChunk.State.READY) | Q(held, state=JobChunk.State.RUNNING)
    chunks = JobChunk.objects.filter(free, job=job, phase=job.phase)
    lease = now + timedelta(seconds=conf.get("JOB_LEASE_SECONDS"))
    number = -1
    # Others may be quicker than we: on to those behind.
    while some := list(chunks.filter(number__gt=number).order_by("number").values_list("pk", "number")[:16]):
        for pk, number in some:  # noqa: B007  The last one is where we go on.
            taken = chunks.filter(pk=pk).update(
                state=JobChunk.State.RUNNING, worker=worker, lease_until=lease, attempts=F("attempts") + 1
            )
            if taken:
                _show_running(job)
                return JobChunk.objects.get(pk=pk)
    return None


def _show_running(job: Job) -> None:
    if job.state == Job.State.WAITING:
        wake(job)
        waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, phase=job.phase)
        waiting.update(state=Job.State.RUNNING, beat_at=job.beat_at, phase_started_at=job.phase_started_at)


def _do(job: Job, chunk: JobChunk, worker: str) -> bool:
    try:
        kind = kinds[job.kind]
        whole = nullcontext() if job.phase in kind.own_transactions else transaction.atomic()
        with beating(chunk, worker), remembering(), whole:
            may_go_on(job)
            counts = kind.work(job, chunk)
            _close(job, chunk, worker, counts)
    except LeaseLost:
        logger.info("Part %s of job %s was taken over by another worker.", chunk.number, job.pk)
    except (PermissionDenied, ValidationError) as error:
        _release(chunk, worker)
        fail(job, _words(error))
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        return _failed(job, chunk, worker, error)
    return True


@transaction.atomic
def _close(job: Job, chunk: JobChunk, worker: str, counts: Counts) -> None:
    """Say that the chunk is done, if it is still ours, and add it up; the job's row last, for others wait for it."""
    mine = JobChunk.objects.filter(pk=chunk.pk, worker=worker, state=JobChunk.State.RUNNING)
    done = mine.update(state=JobChunk.State.DONE, lease_until=None, counts=dict(counts), details=chunk.details)
    if not done:
        raise LeaseLost
    row = Job.objects.select_for_update().get(pk=job.pk)
    row.counts = {name: row.counts.get(name, 0) + counts.get(name, 0) for name in {**row.counts, **counts}}
    Job.objects.filter(pk=job.pk).update(counts=row.counts, done=F("done") + chunk.rows, beat_at=timezone.now())


def _failed(job: Job, chunk: JobChunk, worker: str, error: Exception) -> bool:
    """Give the chunk back, or stop the job. The message of an error may hold what was being written: it is not kept."""
    _log(f"Part {chunk.number} of job {job.pk}", error)
    if chunk.attempts >= ATTEMPTS:
        fail(job, _words(error))
    _release(chunk, worker)
    return chunk.attempts < ATTEMPTS


def _release(chunk: JobChunk, worker: str) -> None:
    """Give the chunk back; only those that are being done right now belong to somebody."""
    mine = JobChunk.objects.filter(pk=chunk.pk, worker=worker, state=JobChunk.State.RUNNING)
    mine.update(state=JobChunk.State.READY, worker="", lease_until=None)


def _log(what: str, error: Exception) -> None:
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s failed: %s\n%s", what, type(error).__name__, where)


def _words(error: Exception) -> str:
    """A refusal has words of its own, for the merchant; of any other error only the name is told."""
    if isinstance(error, PermissionDenied | ValidationError):
        return " ".join(getattr(error, "messages", None) or [str(error)])
    words = _("It stopped at an error (%(error)s). Nothing is half-done: you can continue it, or stop it for good.")
    return words % {"error": type(error).__name__}


def _turn(job: Job) -> bool:
    """Turn to the next phase, or stop with the reason why it can't be."""
    try:
        return _advance(job)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        _log(f"The end of a phase of job {job.pk}", error)
        fail(job, _words(error))
        return False


def _advance(job: Job) -> bool:
    """When every chunk of the phase is done, turn to the next phase or end; exactly one worker does."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        undone = JobChunk.objects.filter(job=row, phase=row.phase).exclude(state=JobChunk.State.DONE)
        if not row.is_going or row.phase != job.phase:
            return row.is_going
        if undone.exists():
            return False
        kind = kinds[row.kind]
        following = kind.after(row, row.phase)
        if following is None:
            finish(row, kind, Job.State.DONE)
        elif isinstance(following, Pause):
            row.phase, row.state = following.phase, Job.State.DRAFT
            row.save()
        else:
            enter(row, following, kind.plan(row, following))
            row.save()
        return row.is_going
