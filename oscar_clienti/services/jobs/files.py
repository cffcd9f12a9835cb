"""A job's files: in a folder of its own with a name that nobody can guess, in the private storage."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, BinaryIO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from ... import conf, private_files
from ...models import Job, JobChunk
from .kinds import kinds
from .steering import finish

_RESTING = (Job.State.PAUSED, Job.State.FAILED)


def store(job: Job, name: str, content: bytes | File) -> None:
    """Write a file of the job, in the place of one with the same name: a chunk may be done a second time."""
    storage, path = private_files.storage(), _path(job, name)
    if storage.exists(path):
        storage.delete(path)
    storage.save(path, ContentFile(content) if isinstance(content, bytes) else content)


@contextmanager
def open_file(job: Job, name: str) -> Iterator[BinaryIO]:
    """Open a file of the job for reading; raises ``FileNotFoundError``."""
    with private_files.storage().open(_path(job, name)) as file:
        yield file  # type: ignore[misc]


def has(job: Job, name: str) -> bool:
    """Is there such a file still?"""
    return private_files.storage().exists(_path(job, name))


def discard(job: Job, *, but: tuple[str, ...] = ()) -> None:
    """Delete the job's files, except those named in ``but``, once the transaction is safe."""
    transaction.on_commit(lambda: _delete(job, but))


def expire() -> int:
    """Forget what old jobs did to whom: their files and their chunks. Drafts go whole; what rests is cancelled.

    Returns how many jobs it were.
    """
    before = timezone.now() - timedelta(days=conf.get("JOB_KEEP_DAYS"))
    last = Coalesce("finished_at", "beat_at", "created_at")
    old = Job.objects.alias(last=last).filter(last__lt=before).exclude(state__in=Job.GOING)
    unfinished = Q(state__in=(Job.State.DRAFT, *_RESTING))
    forgotten = old.filter(unfinished | Q(chunks__isnull=False)).distinct()
    return sum(_forget(pk) for pk in list(forgotten.values_list("pk", flat=True)))


@transaction.atomic
def _forget(pk: int) -> bool:
    """Unless somebody has just gone on with it."""
    job = Job.objects.select_for_update().get(pk=pk)
    if job.is_going:
        return False
    discard(job)
    JobChunk.objects.filter(job=job).delete()
    if job.state == Job.State.DRAFT:
        job.delete()
    elif job.state in _RESTING:
        # Without its chunks it would pass for done when it is continued.
        finish(job, kinds.get(job.kind), Job.State.CANCELLED)
    return True


def _path(job: Job, name: str) -> str:
    return f"jobs/{job.folder}/{name}"


def _delete(job: Job, but: tuple[str, ...]) -> None:
    storage: Any = private_files.storage()
    folder = f"jobs/{job.folder}"
    try:
        _folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in set(names) - set(but):
        storage.delete(f"{folder}/{name}")
    if not but:
        # Where folders are real, the empty one goes too.
        storage.delete(folder)
