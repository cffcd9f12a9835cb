"""An act on all who match, as a job: first their keys are written down, then they are changed, part by part."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ... import conf
from ...models import Job, JobChunk
from .. import activity, jobs, rights
from ..wording import spell
from .acts import BulkAct, Options, acts, do
from .crowds import Crowd

GATHERING, CHANGING = "gathering", "changing"


def start(act: BulkAct, crowd: Crowd, *, by: Any, options: Options) -> Job:
    """Begin to do ``act`` to everybody in ``crowd``, in the background; returns the job.

    Raises ``PermissionDenied``, ``ValidationError`` when the act is for chosen customers only, or the filter is not
    understood.
    """
    rights.require(by, act.right)
    if not act.across:
        raise ValidationError(_("This can only be done to customers whom you choose one by one."))
    params = {
        "act": act.key,
        "options": act.pack(**options),
        "query": crowd.query,
        "upper": crowd.upper,
        "words": crowd.words(),
        "language": translation.get_language(),
    }
    expected = act.needed(crowd.customers).count()
    job = jobs.create(BulkKind.key, by=by, title=act.heading(**options), params=params)
    return jobs.start(job, GATHERING, [jobs.Piece(rows=expected)], by=by)


class BulkKind(jobs.JobKind):
    key = "bulk"
    label = gettext_lazy("Change of many customers")
    # Each act asks for its own right besides.
    right = "view_customer"
    phases = {GATHERING: gettext_lazy("Finding the customers"), CHANGING: gettext_lazy("Changing the customers")}

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        act = acts[job.params["act"]]
        rights.require(job.by, act.right)
        if chunk.phase == GATHERING:
            _gather(job, act)
            return {}
        with translation.override(job.params["language"]), activity.during(job):
            outcome = do(act, chunk.payload["ids"], by=job.by, options=act.unpack(job.params["options"]))
        return {"changed": outcome.changed, "same": outcome.same, "gone": chunk.rows - outcome.asked}

    def after(self, job: Job, phase: str) -> str | None:
        return CHANGING if phase == GATHERING else None

    def summary(self, job: Job) -> list[str]:
        words = " · ".join(job.params["words"])
        if not words:
            who = _("Chosen were all customers.")
        else:
            who = _("Chosen were all who matched: %(filter)s") % {"filter": words}
        return [*_outcome(job), who] if job.is_over else [who]


jobs.kinds.register(BulkKind())


def _gather(job: Job, act: BulkAct) -> None:
    """Write down who it is; whoever matches from now on is not touched."""
    crowd = Crowd(job.params["query"], job.params["upper"])
    pks = act.needed(crowd.customers).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000)
    chunks = (
        JobChunk(job=job, phase=CHANGING, number=number, rows=len(ids), payload={"ids": ids})
        for number, ids in enumerate(_cut(pks, conf.get("JOB_CHUNK_ROWS")))
    )
    while some := list(islice(chunks, 100)):
        JobChunk.objects.bulk_create(some)


def _cut(pks: Iterator[int], size: int) -> Iterator[list[int]]:
    while ids := list(islice(pks, size)):
        yield ids


def _outcome(job: Job) -> Iterator[str]:
    changed, same, gone = (job.counts.get(name, 0) for name in ("changed", "same", "gone"))
    if job.state == Job.State.DONE:
        words = ngettext("%(number)s customer was changed.", "%(number)s customers were changed.", changed)
        yield words % {"number": spell(changed)}
    elif job.phase == CHANGING:
        words = _("Stopped: %(changed)s of %(total)s customers were changed.")
        yield words % {"changed": spell(changed), "total": spell(job.total)}
    else:
        yield _("Stopped before anybody was changed.")
    if same:
        words = ngettext("%(number)s needed no change.", "%(number)s needed no change.", same)
        yield words % {"number": spell(same)}
    if gone:
        words = ngettext(
            "%(number)s was left out: deleted meanwhile, or an account of staff now.",
            "%(number)s were left out: deleted meanwhile, or accounts of staff now.",
            gone,
        )
        yield words % {"number": spell(gone)}
