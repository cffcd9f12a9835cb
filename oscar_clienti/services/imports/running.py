"""From the preview to the end: start it, hand the refused rows back, invite, take it back."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...models import CustomerGroup, Job, JobChunk, Tag
from ...text import fold
from .. import groups, jobs, rights, tags
from ..file_columns.formulas import tame
from . import inviting, undoing
from .context import Context
from .drafts import check_keys, decisions_of
from .outcomes import every
from .samples import delimiter_of_spreadsheets

BOM = "\ufeff"


def preview(job: Job, *, by: Any) -> Job:
    """Read the whole file and judge every row, in the background; nothing is written. The job is a draft again then.

    Raises ``PermissionDenied``, ``ValidationError``.
    """
    jobs.require(job, by)
    check_keys(job.params["mapping"]["columns"])
    decisions = decisions_of(job)
    decisions.check()
    decisions.require(by, Context(job).keys)
    job.params |= {"decisions": decisions.as_dict(), "language": get_language()}
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(params=job.params, counts={})
        JobChunk.objects.filter(job=job).delete()
        return jobs.start(job, "splitting", [jobs.Piece(0)], by=by)


def run(job: Job, *, by: Any) -> Job:
    """Write what the preview showed, in the background. Groups and tags that are to be made are made now.

    Raises ``PermissionDenied``, ``ValidationError`` when there is no preview yet.
    """
    jobs.require(job, by)
    if job.phase != "checked" or job.state != Job.State.DRAFT:
        raise ValidationError(_("Look at the preview first."), code="no_preview")
    with transaction.atomic():
        if decisions_of(job).create_labels:
            _make_labels(job, by)
        Job.objects.filter(pk=job.pk).update(counts={})
        checked = JobChunk.objects.filter(job=job, phase="checking").order_by("number")
        pieces = [jobs.Piece(rows, payload) for rows, payload in checked.values_list("rows", "payload")]
        started = jobs.start(job, "writing", pieces, by=by)
        # What the preview said of each row is no news once they are being written.
        checked.update(details="")
    return started


def refused_csv(job: Job) -> Iterator[bytes]:
    """The refused rows in the columns of the file, without passwords, each with its reason: to be mended.

    They are written as the file was; somebody's records that were put side by side stand below each other again.
    """
    context = Context(job)
    between = job.params["layout"]["delimiter"] or delimiter_of_spreadsheets()
    yield BOM.encode() + _line([*context.header, _("Reason")], between)
    for outcome in every(job, "refused"):
        reasons = [": ".join(filter(None, (heading, words))) for heading, _value, words in outcome.reasons]
        first, *more = _records(outcome.cells, context)
        yield _line([*first, " ".join(reasons)], between)
        yield from (_line([*cells, ""], between) for cells in more)


def invitable(job: Job) -> int:
    """How many people this import made who could be invited to choose a password."""
    return inviting.invitable(job).count()


def invite(job: Job, *, by: Any) -> Job:
    """Send them a link, in the background, to each at most once.

    Needs ``change_customer`` too, and so does whoever made the import: the letters go out in their name.

    Raises ``PermissionDenied``, ``ValidationError`` when there is nobody to invite.
    """
    jobs.require(job, by)
    rights.require(by, "change_customer")
    _require_inviter(job)
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state != Job.State.DONE and not locked.is_going:
            raise ValidationError(_("Invitations come after the import."), code="not_done")
        pieces = list(inviting.pieces(locked))
        if not pieces:
            raise ValidationError(_("There is nobody to invite."), code="nobody")
        # Whom an earlier attempt didn't reach is tried anew.
        counts = {name: number for name, number in locked.counts.items() if name != "not_invited"}
        Job.objects.filter(pk=job.pk).update(counts=counts)
        return jobs.start(locked, "inviting", pieces, by=by)


def _require_inviter(job: Job) -> None:
    try:
        rights.require(job.by, "change_customer")
    except PermissionDenied as error:
        words = _("Whoever made this import may not change customers: nobody can be invited in their name.")
        raise ValidationError(words, code="inviter") from error


def undo(job: Job, *, by: Any) -> Job:
    """Take the import back, in the background; returns the job that does. See ``undo_plan``.

    One that was stopped half-way may be begun anew.

    Raises ``PermissionDenied``, ``ValidationError`` when it runs still or was undone before.
    """
    jobs.require(job, by)
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if not locked.is_over:
            raise ValidationError(_("Stop the import first."), code="going")
        if undone_by(locked):
            raise ValidationError(_("This import was undone already."), code="undone")
        _require_rest(locked)
        params = {"import": job.pk, "language": get_language()}
        title = _("Undo: %(title)s") % {"title": job}
        taking_back = jobs.create("undo", by=by, title=title, params=params)
        locked.params |= {"undone_by": taking_back.pk}
        locked.save(update_fields=["params"])
        return jobs.start(taking_back, "gathering", [jobs.Piece(0)], by=by)


def undone_by(job: Job) -> int | None:
    """The number of the job that takes or took this import back; one that was stopped doesn't count."""
    number = job.params.get("undone_by")
    stopped = Job.objects.filter(pk=number, state=Job.State.CANCELLED)
    return None if stopped.exists() else number


def _require_rest(job: Job) -> None:
    """A worker ends the part that it does when its job is stopped; what it writes then would never be taken back."""
    both = [number for number in (job.pk, job.params.get("undone_by")) if number]
    parts = JobChunk.objects.filter(job__in=both, state=JobChunk.State.RUNNING, lease_until__gte=timezone.now())
    if parts.exists():
        raise ValidationError(_("The last part is still being done. Try again in a few minutes."), code="at_work")


def _make_labels(job: Job, by: Any) -> None:
    """The names of groups and tags that the file has and the shop hasn't; some may have been made meanwhile."""
    missing = job.params.get("labels") or {}
    for model, service, names in ((CustomerGroup, groups, "groups"), (Tag, tags, "tags")):
        there = set(model.objects.values_list("name_key", flat=True))  # type: ignore[attr-defined]
        for name in missing.get(names, []):
            if fold(name)[:64] not in there:
                service.create(name=name, by=by)  # type: ignore[attr-defined]


def _records(cells: list[str], context: Context) -> list[list[str]]:
    width = len(context.header)
    if not (context.format and context.format.continues) or len(cells) % width:
        return [cells]
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def _line(cells: list[str], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerow(map(tame, cells))
    return text.getvalue().encode("utf-8", "replace")


undo_plan = undoing.undo_plan
