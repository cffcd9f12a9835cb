"""A group's joining rule, applied now: at once when few people move, as a job when many do."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ... import conf
from ...models import CustomerGroup, Job, JobChunk, JoiningRule
from .. import activity, jobs, labels
from ..wording import spell
from .applying import evaluate, found, note

MOVING = "moving"


def apply_now(group: CustomerGroup, *, by: Any) -> JoiningRule | Job:
    """Apply the rule of ``group`` now; returns the rule with what it did, or the job that does it.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` when there is no rule in force.
    """
    labels.require(group, by)
    if not JoiningRule.objects.filter(group=group, is_active=True).exists():
        raise ValidationError(_("This group has no joining rule in force."), code="no_rule")
    pks = found(timezone.localdate(), group.pk)
    if len(pks) > conf.get("JOB_CHUNK_ROWS"):
        job = jobs.create(JoiningKind.key, by=by, title=_title(group), params={"group": group.pk})
        return jobs.start(job, MOVING, _pieces(pks), by=by)
    with transaction.atomic():
        counts = evaluate(pks, day=timezone.localdate(), by=by, group=group.pk)
        note(group.pk, counts)
    return JoiningRule.objects.get(group=group)


class JoiningKind(jobs.JobKind):
    key = "joining"
    label = gettext_lazy("Joining rule")
    right = "manage_groups"
    phases = {MOVING: gettext_lazy("Moving the customers")}

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        group = job.params["group"]
        with activity.during(job):
            counts = evaluate(chunk.payload["ids"], day=timezone.localdate(), by=job.by, group=group)
        return {"entered": counts[group, "entered"], "left": counts[group, "left"]}

    def over(self, job: Job) -> None:
        group = job.params["group"]
        note(group, {(group, what): number for what, number in job.counts.items()})

    def summary(self, job: Job) -> list[str]:
        return outcome(job.counts.get("entered", 0), job.counts.get("left", 0)) if job.is_over else []


jobs.kinds.register(JoiningKind())


def outcome(entered: int, left: int) -> list[str]:
    """What a run did, in sentences."""
    came = ngettext("%(number)s customer entered the group.", "%(number)s customers entered the group.", entered)
    went = ngettext("%(number)s customer left the group.", "%(number)s customers left the group.", left)
    return [came % {"number": spell(entered)}, went % {"number": spell(left)}]


def _title(group: CustomerGroup) -> str:
    return _("Joining rule of the group “%(name)s”") % {"name": group.name}


def _pieces(pks: list[int]) -> Iterable[jobs.Piece]:
    size = conf.get("JOB_CHUNK_ROWS")
    for start in range(0, len(pks), size):
        ids = pks[start : start + size]
        yield jobs.Piece(len(ids), {"ids": ids})
