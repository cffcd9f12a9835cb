"""Letting a mailing go, once; and trying those again to whom it could not be sent."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import conf, signals
from ...models import DeliveryState, Job, Mailing, MailingDelivery
from .. import activity, jobs, rights
from . import claims
from .audience import RIGHT, people, words

KEY = "mailing"
GATHERING, SENDING = "gathering", "sending"
# People of one part: a pause waits for the end of it, and without a queue a request does.
PIECE, PIECE_AT_ONCE = 50, 10
# With a limit a part takes about so many seconds.
PIECE_SECONDS, PIECE_SECONDS_AT_ONCE = 30.0, 2.0

STARTED = activity.kinds.register(activity.Kind("mailing.started", gettext_lazy("Message to many customers sent"))).key
RETRIED = activity.kinds.register(
    activity.Kind("mailing.retried", gettext_lazy("Message to many customers tried again"))
).key


def seal(mailing: Mailing) -> str:
    """A sign for the kind and the words of ``mailing``, by which it is known whether they are those of before."""
    said = json.dumps([mailing.kind, mailing.texts], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def start(mailing: Mailing, *, by: Any, upper: int | None = None, seen: str | None = None) -> Job:
    """Send a draft in the background; returns the job. Whoever asks a second time gets the first one's job.

    Who came to the shop after ``upper`` was the highest key does not get it. ``seen`` is the seal of what was looked
    at: another text, or another kind, is not sent. Needs ``message_many_customers``. Raises ``PermissionDenied``,
    ``ValidationError``: no text, another text, a filter that lost a part, nobody there, a draft that is gone.
    """
    rights.require(by, RIGHT)
    draft = Mailing.objects.select_for_update().filter(pk=mailing.pk).first()
    if draft is None:
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."), code="deleted")
    if draft.job is not None and not draft.is_draft:
        return draft.job
    if not draft.texts:
        raise ValidationError(_("Write the text first."), code="no_text")
    if seen is not None and seen != seal(draft):
        raise ValidationError(_("The message was changed meanwhile. Please look at it again."), code="changed")
    expected = people(draft, upper).count()
    if not expected:
        raise ValidationError(_("Nobody is there whom it could go to."), code="nobody")
    draft.started_at = timezone.now()
    job = _job(draft, by, {"upper": upper, "words": words(draft)})
    if draft.chosen is None:
        job = jobs.start(job, GATHERING, [jobs.Piece(rows=expected)], by=by)
    else:
        job = jobs.start(job, SENDING, pieces(people(draft).order_by("pk").values_list("pk", flat=True)), by=by)
    _tell(draft, STARTED, expected, by)
    signals.mailing_started.send(sender=Mailing, mailing=draft, job=job, by=by)
    return job


def retriable(mailing: Mailing) -> QuerySet[MailingDelivery]:
    """Those who surely did not get it: the mail server refused it, or never heard the end of it."""
    return mailing.deliveries.filter(claims.once_more())


def unsure(mailing: Mailing) -> QuerySet[MailingDelivery]:
    """Those who perhaps got it, none of whom is being written to at this moment."""
    return mailing.deliveries.filter(state=DeliveryState.CLAIMED, at__lt=timezone.now() - claims.ON_ITS_WAY)


@transaction.atomic
def retry(mailing: Mailing, *, by: Any, also_unsure: bool = False) -> Job:
    """Send it to those who surely did not get it, and to nobody else; returns the job.

    ``also_unsure``: and to those who perhaps got it, who may then have it twice. Needs ``message_many_customers``.
    Raises ``PermissionDenied``, ``ValidationError`` while it is still being sent, and when there is nobody.
    """
    rights.require(by, RIGHT)
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.job is not None and mailing.job.state not in (Job.State.DONE, Job.State.CANCELLED):
        raise ValidationError(_("It is still being sent."), code="going")
    before = timezone.now() - claims.ON_ITS_WAY if also_unsure else None
    rows = mailing.deliveries.filter(claims.once_more(before))
    people = list(rows.order_by("customer").values_list("customer", flat=True))
    if not people:
        raise ValidationError(_("Nobody is there whom it could go to."), code="nobody")
    job = _job(mailing, by, {"upper": None, "words": [], "unsure_before": before and before.isoformat()})
    job = jobs.start(job, SENDING, pieces(people, again=True), by=by)
    _tell(mailing, RETRIED, len(people), by)
    return job


def pieces(pks: Iterable[int], *, again: bool = False) -> Iterator[jobs.Piece]:
    """Cut these people into parts."""
    rest = iter(pks)
    size = piece_size()
    while some := list(islice(rest, size)):
        yield jobs.Piece(len(some), {"customers": some, "again": again})


def piece_size() -> int:
    """How many people are one part of the job."""
    alone, limit = jobs.works_at_once(), conf.get("MAILINGS_PER_MINUTE")
    size, seconds = (PIECE_AT_ONCE, PIECE_SECONDS_AT_ONCE) if alone else (PIECE, PIECE_SECONDS)
    return max(1, min(size, int(limit / 60 * seconds / workers()))) if limit else size


def workers() -> int:
    """How many share the limit of e-mails in a minute."""
    return 1 if jobs.works_at_once() else max(1, conf.get("JOB_WORKERS"))


def _job(mailing: Mailing, by: Any, params: dict[str, Any]) -> Job:
    params = {"mailing": mailing.pk, "language": translation.get_language(), **params}
    # What was counted at the end of the job before changes from now on.
    mailing.job, mailing.counts = jobs.create(KEY, by=by, title=mailing.title, params=params), {}
    mailing.save()
    return mailing.job


def _tell(mailing: Mailing, kind: str, number: int, by: Any) -> None:
    facts = {"mailing": mailing.pk, "subject": mailing.title, "kind": mailing.kind, "number": number}
    with activity.during(mailing.job):  # type: ignore[arg-type]  # It has just been made.
        activity.record(None, kind, by=by, facts=facts)
