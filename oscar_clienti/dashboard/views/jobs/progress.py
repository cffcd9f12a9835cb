"""How far a job is, in a merchant's words."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ....models import Job
from ....services import jobs
from ....services.wording import spell


@dataclass(frozen=True)
class Progress:
    """How far a job is, in words; ``steerable`` for whoever looks."""

    job: Job
    kind: jobs.JobKind
    stale: bool = False
    steerable: bool = False

    @property
    def phase(self) -> Any:
        return self.kind.phases.get(self.job.phase, "")

    @property
    def measurable(self) -> bool:
        """Is it under way, so that one part is done and the other isn't?"""
        return self.job.is_going or self.job.state in (Job.State.PAUSED, Job.State.FAILED)

    @property
    def done(self) -> str:
        if not self.job.total:
            return ""
        return _("%(done)s of %(total)s") % {"done": spell(self.job.done), "total": spell(self.job.total)}

    @property
    def rate(self) -> str:
        """Rows a second since the phase began; nothing before there is something to say."""
        speed = self._speed()
        return _("%(rate)s a second") % {"rate": spell(round(speed))} if speed >= 1 else ""

    @property
    def left(self) -> str:
        speed = self._speed()
        if not speed or self.job.done >= self.job.total:
            return ""
        return _in_words((self.job.total - self.job.done) / speed)

    @property
    def alone(self) -> bool:
        """Does nobody but this page do the work?"""
        return self.job.is_going and self.steerable and jobs.works_at_once()

    @property
    def shown(self) -> str:
        """What decides on the buttons and alerts: while it is the same, they are left in peace under the mouse."""
        return f"{self.job.state}-stale" if self.stale else self.job.state

    @property
    def page(self) -> str:
        """The address of the page where the merchant goes on with what the job is about."""
        there = self.kind.page and self.job.state in self.kind.page_when
        return reverse(self.kind.page, args=[self.job.pk]) if there else ""

    def _speed(self) -> float:
        began, beat = self.job.phase_started_at, self.job.beat_at
        if not (began and beat and self.job.done and self.job.is_going) or self.stale:
            return 0.0
        return self.job.done / max((beat - began).total_seconds(), 0.5)


def _in_words(seconds: float) -> str:
    if seconds < 90:
        number = max(1, round(seconds))
        return ngettext("about %(number)s second left", "about %(number)s seconds left", number) % {"number": number}
    if seconds < 90 * 60:
        number = round(seconds / 60)
        return ngettext("about %(number)s minute left", "about %(number)s minutes left", number) % {"number": number}
    number = round(seconds / 3600)
    return ngettext("about %(number)s hour left", "about %(number)s hours left", number) % {"number": spell(number)}
