"""An import as a job: split, check – the merchant looks – write, hash the passwords, and perhaps invite."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import conf
from ...models import Job, JobChunk
from .. import activity, jobs
from . import changing, hashing, inviting, newcomers, outcomes, splitting, summaries
from .context import Context
from .matching import Book
from .planning import Planned, outcome_counts, plan
from .rows import Row

# Somebody signs up with an address of the chunk at the moment in which it is written: the chunk is judged anew. The
# last time its rows are written one by one, so that a row which the database can't keep costs nobody else anything.
TRIES = 3


class ImportKind(jobs.JobKind):
    key = "import"
    label = gettext_lazy("Import")
    right = "import_customers"
    page = "dashboard:customer-import-open"
    own_transactions = frozenset({"inviting"})
    phases = {
        "splitting": gettext_lazy("Reading the file"),
        "checking": gettext_lazy("Checking every row"),
        "writing": gettext_lazy("Writing"),
        "hashing": gettext_lazy("Keeping passwords safe"),
        "inviting": gettext_lazy("Sending invitations"),
    }

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        with translation.override(job.params.get("language")), activity.during(job):
            if job.phase == "splitting":
                return _split(job)
            if job.phase == "checking":
                return _check(job, chunk)
            if job.phase == "writing":
                return _write(job, chunk)
            return hashing.work(job, chunk) if job.phase == "hashing" else inviting.work(job, chunk)

    def after(self, job: Job, phase: str) -> str | jobs.Pause | None:
        if phase == "splitting":
            return "checking"
        if phase == "checking":
            return jobs.Pause("checked")
        if phase == "writing" and hashing.wanted(job):
            return "hashing"
        return None

    def plan(self, job: Job, phase: str) -> Iterable[jobs.Piece]:
        return hashing.pieces(job) if phase == "hashing" else ()

    def over(self, job: Job) -> None:
        if not conf.get("IMPORT_KEEP_UPLOADS"):
            jobs.discard(job)

    def summary(self, job: Job) -> list[str]:
        return list(summaries.of_import(job))


jobs.kinds.register(ImportKind())


def _split(job: Job) -> jobs.Counts:
    return splitting.split(job)


def _check(job: Job, chunk: JobChunk) -> jobs.Counts:
    context = Context(job)
    book, rows = Book(context.known_keys), _rows(job, chunk, context)
    book.look_up(rows)
    planned = plan(rows, book, context)
    chunk.details = outcomes.details(planned, context)
    return _counts(planned, chunk)


def _write(job: Job, chunk: JobChunk) -> jobs.Counts:
    """Judge each row again, for the world may have changed since the preview, and write what follows."""
    for attempt in range(TRIES):
        context = Context(job)
        context.decisions.check()
        context.decisions.require(job.by, context.keys)
        rows = _rows(job, chunk, context)
        try:
            with transaction.atomic():
                book = Book(context.known_keys)
                book.look_up(rows, hold=True)
                planned = plan(rows, book, context)
                write = _one_by_one if attempt == TRIES - 1 else _together
                write(newcomers.add, [one for one in planned if one.kind == "new"], context)
                write(changing.apply, [one for one in planned if one.kind == "changed"], context)
                break
        except (IntegrityError, DataError):
            if attempt == TRIES - 1:
                raise
    chunk.details = outcomes.details(planned, context)
    return _counts(planned, chunk)


Writer = Callable[[Sequence[Planned], Context], None]


def _together(write: Writer, people: Sequence[Planned], context: Context) -> None:
    write(people, context)


def _one_by_one(write: Writer, people: Sequence[Planned], context: Context) -> None:
    """A row that the database refuses is refused to the merchant; the others are written."""
    for one in people:
        try:
            with transaction.atomic():
                write([one], context)
        except (IntegrityError, DataError):
            words = _(
                "The shop's database can't keep this row: it takes its address, or a text, for one that is there."
            )
            one.row.refuse("email", one.row.email, words)
            one.kind, one.pk = "refused", one.known.pk if one.known else None


def _rows(job: Job, chunk: JobChunk, context: Context) -> list[Row]:
    twins: dict[str, int] = chunk.payload.get("twins", {})
    parse = context.parser
    return [
        parse(number, cells, twins.get(str(number), 0)) for number, cells in splitting.chunk_rows(job, chunk.number)
    ]


def _counts(planned: list[Planned], chunk: JobChunk) -> dict[str, int]:
    counts: dict[str, Any] = outcome_counts(planned)
    if twins := len(chunk.payload.get("twins", {})):
        counts["twins"] = twins
    return counts
