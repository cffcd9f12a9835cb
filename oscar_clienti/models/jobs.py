"""Long work: an import, an export, an act on all who match. The queue only says "continue job N"; all else is here."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    """DRAFT waits for its owner's decisions, WAITING for a worker."""

    DRAFT = "draft", pgettext_lazy("job", "Not started")
    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    PAUSED = "paused", pgettext_lazy("job", "Paused")
    DONE = "done", pgettext_lazy("job", "Done")
    CANCELLED = "cancelled", pgettext_lazy("job", "Stopped")
    FAILED = "failed", pgettext_lazy("job", "Failed")


def _folder() -> str:
    return uuid.uuid4().hex


class Job(models.Model):
    """One piece of long work. ``phase`` is what its chunks do at present; ``done`` of ``total`` rows of it are done.

    ``params`` say what is to be done, ``counts`` what was. Its files lie in ``folder`` of the private storage.
    """

    State = JobState
    GOING = (JobState.WAITING, JobState.RUNNING)
    OVER = (JobState.DONE, JobState.CANCELLED, JobState.FAILED)

    kind = models.CharField(_("Kind"), max_length=32)
    title = models.CharField(_("Title"), max_length=255, blank=True)
    state = models.CharField(_("State"), max_length=16, choices=JobState.choices, default=JobState.DRAFT)
    phase = models.CharField(max_length=32, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("Who"), max_length=255, blank=True)
    params = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    total = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)
    folder = models.CharField(max_length=32, unique=True, default=_folder, editable=False)
    created_at = models.DateTimeField(_("Created"), default=timezone.now)
    started_at = models.DateTimeField(_("Started"), null=True)
    phase_started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        permissions = [("manage_jobs", _("Can see and steer the jobs of others"))]
        indexes = [models.Index(fields=["state", "-id"], name="clienti_job_state")]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.pk}"

    @property
    def is_going(self) -> bool:
        return self.state in self.GOING

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def percent(self) -> int:
        """How much of the phase is done, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class ChunkState(models.TextChoices):
    READY = "ready", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")


class JobChunk(models.Model):
    """About a thousand rows of one phase: done whole, in one transaction, by whoever holds the lease, or not at all.

    ``payload`` says which rows, ``details`` (JSON) what became of them as far as somebody will want to look.
    """

    State = ChunkState

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    phase = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=ChunkState.choices, default=ChunkState.READY)
    worker = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    details = models.TextField(blank=True)

    class Meta:
        ordering = ["job", "phase", "number"]
        verbose_name = _("part of a job")
        verbose_name_plural = _("parts of jobs")
        constraints = [models.UniqueConstraint(fields=["job", "phase", "number"], name="clienti_one_chunk")]
        indexes = [models.Index(fields=["job", "phase", "state", "number"], name="clienti_chunk_state")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.phase} {self.number}"
