"""A large export: cut into ranges of customers, each written into a part of the file by whoever is free."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ... import conf
from ...models import Job, JobChunk
from .. import jobs
from ..jobs import Counts, JobKind, Piece
from . import delimited, workbooks
from .exporting import KIND, RIGHT
from .layouts import XLSX
from .presets import export_presets
from .reading import batches
from .selections import Selection
from .sheets import Sheet

# Large enough that a million customers are a hundred files, small enough to be done in seconds.
PART_ROWS = 10_000
WORKBOOK = "export.xlsx"


class ExportKind(JobKind):
    """CSV is sent part by part; a workbook has to be put together first."""

    key = KIND
    label = gettext_lazy("Export")
    right = RIGHT
    page = "dashboard:customer-export-file"
    page_label = gettext_lazy("Download the file")
    page_when = (Job.State.DONE,)
    phases = {
        "gathering": gettext_lazy("Finding the customers"),
        "writing": gettext_lazy("Writing the file"),
        "assembling": gettext_lazy("Putting the workbook together"),
    }
    # It takes longer than a lease, and must be able to say meanwhile that it is alive.
    own_transactions = frozenset(("assembling",))

    def work(self, job: Job, chunk: JobChunk) -> Counts:
        if chunk.phase == "gathering":
            chunk.details = json.dumps(list(_ranges(job)))
            return {}
        if chunk.phase == "writing":
            return {"exported": _write_part(job, chunk)}
        _assemble(job, chunk)
        return {}

    def after(self, job: Job, phase: str) -> str | None:
        if phase == "gathering":
            return "writing"
        return "assembling" if phase == "writing" and job.params["kind"] == XLSX else None

    def plan(self, job: Job, phase: str) -> Iterable[Piece]:
        if phase == "assembling":
            return [Piece(job.counts.get("exported", 0))]
        ranges = json.loads(JobChunk.objects.get(job=job, phase="gathering").details)
        return [Piece(rows, {"first": first, "last": last}) for first, last, rows in ranges]

    def over(self, job: Job) -> None:
        if job.state == Job.State.CANCELLED:
            jobs.discard(job)
        elif job.params["kind"] == XLSX:
            jobs.discard(job, but=(WORKBOOK,))

    def summary(self, job: Job) -> list[str]:
        if job.state != Job.State.DONE:
            return []
        number = job.counts.get("exported", 0)
        words = ngettext("%(number)s customer is in the file.", "%(number)s customers are in the file.", number)
        until = date_format(timezone.localtime(kept_until(job)), "SHORT_DATETIME_FORMAT")
        return [
            words % {"number": number_format(number, force_grouping=True)},
            _("It can be fetched until %(until)s; then it is deleted.") % {"until": until},
        ]


jobs.kinds.register(ExportKind())


def kept_until(job: Job) -> Any:
    """When the file of a finished export is deleted."""
    return job.finished_at + timedelta(hours=conf.get("EXPORT_KEEP_HOURS"))  # type: ignore[operator]


def parts(job: Job) -> list[str]:
    """The names of the files that make up the export, in order."""
    numbers = JobChunk.objects.filter(job=job, phase="writing").order_by("number").values_list("number", flat=True)
    return [_part_name(number) for number in numbers]


def _part_name(number: int) -> str:
    return f"part-{number:05}"


def _customers(job: Job) -> Any:
    return Selection.from_dict(job.params["selection"]).customers().filter(pk__lte=job.params["upto"])


def _ranges(job: Job) -> Iterator[tuple[int, int, int]]:
    """First and last number of each part, and how many customers are in it."""
    pks = _customers(job).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=PART_ROWS)
    while part := list(islice(pks, PART_ROWS)):
        yield part[0], part[-1], len(part)


def _sheet(job: Job) -> Sheet:
    """The columns as they were ordered: the headings are written once, and every part has to stand under them.

    Raises ``ValidationError`` when extra fields were moved, retired or added since.
    """
    preset = job.params["preset"]
    sheet = export_presets[preset].sheet() if preset else Sheet.of(job.params["columns"])
    if sheet.keys != job.params["columns"] or len(sheet.headings) != len(job.params["headings"]):
        raise ValidationError(_("The columns changed meanwhile: export again."), code="columns")
    return sheet


def _write_part(job: Job, chunk: JobChunk) -> int:
    among = _customers(job).filter(pk__gte=chunk.payload["first"], pk__lte=chunk.payload["last"])
    rows = [row for batch in batches(among, _sheet(job)) for row in batch]
    content = _as_json(rows) if job.params["kind"] == XLSX else delimited.lines(rows, job.params["delimiter"])
    jobs.store(job, _part_name(chunk.number), content)
    return len(rows)


def _as_json(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def _assemble(job: Job, chunk: JobChunk) -> None:
    with workbooks.written(job.params["headings"], _read_parts(job, chunk)) as file:
        jobs.store(job, WORKBOOK, File(file))


def _read_parts(job: Job, chunk: JobChunk) -> Iterator[list[list[str]]]:
    """The rows of the parts; tells after each part that somebody is at it.

    What comes after the last one, packing the workbook, takes less time than all before.
    """
    began = timezone.now()
    for name in parts(job):
        with jobs.open_file(job, name) as file:
            yield [json.loads(line) for line in file]
        now = timezone.now()
        lease = now + max(timedelta(seconds=conf.get("JOB_LEASE_SECONDS")), now - began)
        JobChunk.objects.filter(pk=chunk.pk, worker=chunk.worker).update(lease_until=lease)
        Job.objects.filter(pk=job.pk).update(beat_at=now)
