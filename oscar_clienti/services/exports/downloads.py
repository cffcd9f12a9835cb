"""Fetching the file of a large export: by whoever ordered it, for a while."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Job, JobChunk
from .. import activity, jobs
from ..jobs.files import has
from . import delimited
from .exporting import KIND, Download
from .jobs import WORKBOOK, kept_until, parts
from .layouts import XLSX, Layout

FETCHED = activity.kinds.register(activity.Kind("customers.export_fetched", gettext_lazy("Export fetched"))).key
_PIECE = 64 * 1024


def fetch(job: Job, *, by: Any) -> Download:
    """The file of a finished export; one row of the activity says who took it.

    Needs ``export_customers``, and ``manage_jobs`` for the export of somebody else. Raises ``PermissionDenied``, and
    ``ValidationError`` for an export that is not finished or too old.
    """
    jobs.require(job, by)
    if job.kind != KIND or job.state != Job.State.DONE:
        raise ValidationError(_("This export is not finished yet."), code="unfinished")
    layout = Layout(job.params["kind"], job.params["delimiter"])
    names = [WORKBOOK] if layout.kind == XLSX else parts(job)
    if kept_until(job) < timezone.now() or not all(has(job, name) for name in names):
        raise ValidationError(_("This file was deleted because it is old. Export again."), code="expired")
    with activity.during(job):
        facts = {"count": job.counts.get("exported", 0), "format": layout.kind, "columns": job.params["columns"]}
        activity.record(None, FETCHED, by=by, facts=facts)
    content = _pieces(job, names) if layout.kind == XLSX else _with_head(job, names)
    return Download(layout.file_name, layout.content_type, content)


def expire() -> int:
    """Delete the files of exports that nobody may fetch any more. Returns how many exports it were."""
    finished = Job.objects.filter(kind=KIND, state=Job.State.DONE, chunks__isnull=False).distinct()
    old = [job for job in finished if kept_until(job) < timezone.now()]
    for job in old:
        with transaction.atomic():
            # Without its parts in the table, nobody looks for them in the storage again.
            JobChunk.objects.filter(job=job).delete()
            jobs.discard(job)
    return len(old)


def _with_head(job: Job, names: Sequence[str]) -> Iterator[bytes]:
    yield delimited.head(job.params["headings"], job.params["delimiter"])
    yield from _pieces(job, names)


def _pieces(job: Job, names: Sequence[str]) -> Iterator[bytes]:
    for name in names:
        with jobs.open_file(job, name) as file:
            while piece := file.read(_PIECE):
                yield piece
