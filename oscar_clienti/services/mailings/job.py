"""A mailing as a job: first its people are written down, then they are written to, part by part."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...models import DeliveryReason as Reason
from ...models import DeliveryState as State
from ...models import Job, JobChunk, Mailing
from .. import activity, jobs
from ..wording import spell
from .audience import RIGHT, people
from .claims import once_more
from .delivering import deliver, note
from .outcome import Outcome, count
from .starting import GATHERING, KEY, SENDING, pieces

# No state of a delivery: the account was gone before anything could be written down.
VANISHED = "vanished"


class MailingKind(jobs.JobKind):
    key = KEY
    label = gettext_lazy("Message to many customers")
    right = RIGHT
    phases = {GATHERING: gettext_lazy("Finding the customers"), SENDING: gettext_lazy("Sending the e-mails")}
    page = "dashboard:customer-mailing-open"
    page_label = gettext_lazy("See who got it")
    page_when = Job.OVER
    # An e-mail can't be taken back.
    own_transactions = frozenset((SENDING,))

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        mailing = Mailing.objects.get(pk=job.params["mailing"])
        if chunk.phase == GATHERING:
            _gather(job, mailing)
            return {}
        pks = chunk.payload["customers"]
        with translation.override(job.params["language"]), activity.during(job):
            deliver(mailing, pks, by=job.by, again=_again(job) if chunk.payload["again"] else None)
        counts = count(mailing, pks)
        there = sum(counts.get(state, 0) for state in State.values)
        _count_late(job, mailing)
        return {**counts, VANISHED: len(pks) - there}

    def after(self, job: Job, phase: str) -> str | None:
        return SENDING if phase == GATHERING else None

    def over(self, job: Job) -> None:
        """Whom a killed worker wrote to that nobody took up again reads of it too."""
        mailing = Mailing.objects.filter(pk=job.params["mailing"]).first()
        if mailing is not None:
            with activity.during(job):
                note(mailing, by=job.by)
            _keep_count(mailing)

    def summary(self, job: Job) -> list[str]:
        words = " · ".join(job.params["words"])
        return [*_outcome(job), *([_("Written to were all who matched: %(filter)s") % {"filter": words}] * bool(words))]


jobs.kinds.register(MailingKind())


def _gather(job: Job, mailing: Mailing) -> None:
    """Write down who it is; whoever matches from now on doesn't get it."""
    pks = people(mailing, job.params["upper"]).order_by("pk").values_list("pk", flat=True)
    cut = pieces(pks.iterator(chunk_size=10_000))
    chunks = (
        JobChunk(job=job, phase=SENDING, number=number, rows=piece.rows, payload=dict(piece.payload))
        for number, piece in enumerate(cut)
    )
    while some := list(islice(chunks, 200)):
        JobChunk.objects.bulk_create(some)


def _again(job: Job) -> Q:
    before = job.params.get("unsure_before")
    return once_more(datetime.fromisoformat(before) if before else None)


def _count_late(job: Job, mailing: Mailing) -> None:
    """A part that ends after the job was stopped still counts."""
    if Job.objects.filter(pk=job.pk, state__in=(Job.State.CANCELLED, Job.State.DONE)).exists():
        _keep_count(mailing)


@transaction.atomic
def _keep_count(mailing: Mailing) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(counts=count(mailing))


def _outcome(job: Job) -> Iterator[str]:
    if job.phase != SENDING:
        if job.is_over:
            yield _("Stopped before anybody was written to.")
        return
    outcome = Outcome.of(job.counts)
    words = ngettext("%(number)s e-mail was sent.", "%(number)s e-mails were sent.", outcome.sent)
    yield words % {"number": spell(outcome.sent)}
    if outcome.failed:
        words = ngettext(
            "%(number)s could not be sent. You may try it again.",
            "%(number)s could not be sent. You may try them again.",
            outcome.failed,
        )
        yield words % {"number": spell(outcome.failed)}
    if outcome.perhaps:
        words = ngettext(
            "%(number)s was perhaps sent: something broke just then. It is not sent again unless you say so.",
            "%(number)s were perhaps sent: something broke just then. They are not sent again unless you say so.",
            outcome.perhaps,
        )
        yield words % {"number": spell(outcome.perhaps)}
    yield from left_out(outcome, job.counts.get(VANISHED, 0))


def left_out(outcome: Outcome, vanished: int = 0) -> Iterator[str]:
    """Who got nothing, and why, in sentences."""
    sentences = {
        Reason.NO_CONSENT: lambda n: ngettext(
            "%(number)s was left out: no consent to e-mail marketing.",
            "%(number)s were left out: no consent to e-mail marketing.",
            n,
        ),
        Reason.NO_ADDRESS: lambda n: ngettext(
            "%(number)s was left out: no e-mail address.", "%(number)s were left out: no e-mail address.", n
        ),
        Reason.INACTIVE: lambda n: ngettext(
            "%(number)s was left out: the account is inactive.",
            "%(number)s were left out: the accounts are inactive.",
            n,
        ),
        Reason.GONE: lambda n: ngettext(
            "%(number)s was left out: deleted meanwhile, or an account of staff now.",
            "%(number)s were left out: deleted meanwhile, or accounts of staff now.",
            n,
        ),
    }
    numbers = dict(outcome.left_out)
    numbers[Reason.GONE] = numbers.get(Reason.GONE, 0) + vanished
    for reason, sentence in sentences.items():
        if number := numbers.get(reason):
            yield sentence(number) % {"number": spell(number)}
