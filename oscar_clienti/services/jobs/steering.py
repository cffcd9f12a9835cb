"""A job's life: made, started, paused, taken up again, cancelled."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import conf
from ...models import Job, JobChunk
from .. import rights
from .kinds import JobKind, Piece, kinds
from .queue import ask_for_workers


def create(kind: str, *, by: Any, title: str = "", params: Mapping[str, Any] | None = None) -> Job:
    """Make a draft; nothing is done before ``start``. Raises ``PermissionDenied``, ``KeyError`` for an unknown kind."""
    _require_right(kinds[kind], by)
    return Job.objects.create(kind=kind, title=title[:255], by=by, by_name=rights.name_of(by), params=params or {})


def require(job: Job, by: Any) -> JobKind:
    """Let only the one who made the job steer it, or who holds ``manage_jobs``; returns its kind.

    A private job is steered by nobody else. Raises ``PermissionDenied``.
    """
    kind = kinds[job.kind]
    _require_right(kind, by)
    if by is not None and job.by_id != by.pk:
        if kind.private:
            raise PermissionDenied(_("You don't have the right to do this."))
        rights.require(by, "manage_jobs")
    return kind


@transaction.atomic
def start(job: Job, phase: str, pieces: Iterable[Piece], *, by: Any) -> Job:
    """Begin ``phase`` with these chunks and ask for workers; returns the job as it is then.

    Raises ``PermissionDenied``, ``ValidationError`` when the job is going on already.
    """
    require(job, by)
    job = _locked(job)
    if job.is_going:
        raise ValidationError(_("This is running already."), code="going")
    enter(job, phase, pieces)
    job.started_at, job.finished_at, job.error = job.started_at or timezone.now(), None, ""
    job.save()
    ask_for_workers(job)
    return job


def enter(job: Job, phase: str, pieces: Iterable[Piece]) -> None:
    """Put the job into ``phase`` with these chunks, or with those that an earlier phase made."""
    chunks = [
        JobChunk(job=job, phase=phase, number=number, rows=piece.rows, payload=dict(piece.payload))
        for number, piece in enumerate(pieces)
    ]
    if chunks:
        JobChunk.objects.filter(job=job, phase=phase).delete()
    JobChunk.objects.bulk_create(chunks, batch_size=200)
    waiting = JobChunk.objects.filter(job=job, phase=phase)
    job.phase, job.state = phase, Job.State.WAITING
    job.total, job.done = sum(waiting.values_list("rows", flat=True)), 0
    job.phase_started_at = job.beat_at = timezone.now()


def wake(job: Job) -> None:
    """Somebody is at it again; the rest since the last beat doesn't count in the speed of the phase."""
    now = timezone.now()
    if job.phase_started_at and job.beat_at:
        job.phase_started_at += now - job.beat_at
    job.beat_at = now


@transaction.atomic
def pause(job: Job, *, by: Any) -> Job:
    """Stop after the chunks that are being done right now. Raises ``PermissionDenied``."""
    require(job, by)
    job = _locked(job)
    if job.is_going:
        _put(job, Job.State.PAUSED)
    return job


@transaction.atomic
def resume(job: Job, *, by: Any) -> Job:
    """Go on where it stopped: paused, failed, or left by a worker that died. Raises ``PermissionDenied``."""
    require(job, by)
    job = _locked(job)
    if job.state in (Job.State.PAUSED, Job.State.FAILED) or job.is_going:
        JobChunk.objects.filter(job=job, phase=job.phase, attempts__gt=0).exclude(state=JobChunk.State.DONE).update(
            attempts=0
        )
        job.error, job.finished_at = "", None
        wake(job)
        _put(job, Job.State.WAITING)
        ask_for_workers(job)
    return job


@transaction.atomic
def cancel(job: Job, *, by: Any) -> Job:
    """Stop for good, a job that failed too; what is done stays done. Raises ``PermissionDenied``."""
    kind = require(job, by)
    job = _locked(job)
    if job.state not in (Job.State.DONE, Job.State.CANCELLED):
        finish(job, kind, Job.State.CANCELLED)
    return job


@transaction.atomic
def fail(job: Job, reason: str) -> Job:
    """Stop with a reason that the merchant reads; ``resume`` tries again."""
    job = _locked(job)
    if not job.is_over:
        job.error = reason
        _put(job, Job.State.FAILED, finished_at=timezone.now())
    return job


def finish(job: Job, kind: JobKind | None, state: str) -> None:
    """End a job whose row is held; its kind, if the shop still has it, puts away what nobody needs any more."""
    _put(job, state, finished_at=timezone.now())
    if kind is not None:
        kind.over(job)


def stale() -> QuerySet[Job]:
    """The jobs that ought to be going on, but nobody has touched them for the time of a lease: a worker died."""
    before = timezone.now() - timedelta(seconds=conf.get("JOB_LEASE_SECONDS"))
    return Job.objects.filter(state__in=Job.GOING).exclude(beat_at__gte=before)


def resume_stale() -> list[Job]:
    """Ask for workers for every such job; returns the jobs. Who asks at the same moment asks for others, or none."""
    taken = []
    for job in stale():
        untouched = Job.objects.filter(pk=job.pk, state__in=Job.GOING, beat_at=job.beat_at)
        wake(job)
        if untouched.update(beat_at=job.beat_at, phase_started_at=job.phase_started_at):
            ask_for_workers(job)
            taken.append(job)
    return taken


def may_go_on(job: Job) -> None:
    """Raise ``PermissionDenied`` when whoever started the job is gone, or has lost the right to it."""
    if job.by is None and job.by_name:
        raise PermissionDenied(_("The account that started this was deleted."))
    _require_right(kinds[job.kind], job.by)


def _require_right(kind: JobKind, by: Any) -> None:
    """Who needs no right must at least be somebody who may sign in."""
    if kind.right:
        rights.require(by, kind.right)
    elif by is not None and not by.is_active:
        raise PermissionDenied(_("You don't have the right to do this."))


def _locked(job: Job) -> Job:
    return Job.objects.select_for_update().get(pk=job.pk)


def _put(job: Job, state: str, **fields: Any) -> None:
    job.state = state
    for name, value in fields.items():
        setattr(job, name, value)
    job.save()
