"""Asked for by the customer, written in the background, fetched by nobody else, gone after a while."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import conf
from ...models import Customer, Job, JobChunk
from .. import activity, jobs, letters
from ..jobs.files import has
from .writing import archive

KIND = "my_data"
FILE = "data.zip"
ASKED = activity.kinds.register(activity.Kind("data.asked", gettext_lazy("Asked for their data"))).key
FETCHED = activity.kinds.register(activity.Kind("data.fetched", gettext_lazy("Fetched their data"))).key


class MyDataKind(jobs.JobKind):
    """One part: a person's data are seconds of work. The dashboard doesn't show it: it is the customer's alone."""

    key = KIND
    label = gettext_lazy("Data of a customer")
    right = ""
    private = True
    phases = {"writing": gettext_lazy("Writing the file")}

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        # The words of states and acts in the language of whoever reads them, not of the worker.
        with translation.override(letters.language_for(Customer.objects.get(pk=job.by_id))):
            jobs.store(job, FILE, archive(job.by))
        return {"written": 1}

    def over(self, job: Job) -> None:
        if job.state == Job.State.CANCELLED:
            jobs.discard(job)


jobs.kinds.register(MyDataKind())


def latest(user: Any) -> Job | None:
    """The download that ``user`` asked for last, as long as there is something to see of it."""
    job = Job.objects.filter(kind=KIND, by=user).order_by("-pk").first()
    if job is None or job.state == Job.State.CANCELLED or (job.state == Job.State.DONE and not _there(job)):
        return None
    return job


def kept_until(job: Job) -> Any:
    """When the file of a finished download is deleted."""
    finished: Any = job.finished_at
    return finished + timedelta(hours=conf.get("MY_DATA_KEEP_HOURS"))


def ask(customer: Customer, *, by: Any) -> Job:
    """Begin to gather the data; one that is being gathered already is returned, an older file goes.

    Raises ``PermissionDenied`` for anybody but the customer.
    """
    if by is None or by.pk != customer.pk or not customer.is_reachable:
        raise PermissionDenied(_("Only customers themselves can ask for their data here."))
    with transaction.atomic():
        # Two clicks follow one another.
        Customer.objects.select_for_update().get(pk=customer.pk)
        last = latest(by)
        if last is not None and last.is_going:
            return last
        forget(by)
        activity.record(customer, ASKED, by=by)
        job = jobs.create(KIND, by=by)
        return jobs.start(job, "writing", [jobs.Piece(1)], by=by)


def drive(job: Job) -> None:
    """Where there is no queue, do what one request left undone."""
    if jobs.works_at_once() and Job.objects.filter(pk=job.pk, state__in=Job.GOING).exists():
        jobs.work(job.pk)


def fetch(number: int, *, by: Any) -> Any:
    """Open the file for the one whose data it is.

    Raises ``PermissionDenied`` for everybody else, the shop's people too; ``ValidationError`` when it is not there yet
    or no longer.
    """
    job = Job.objects.filter(pk=number, kind=KIND, by=by).first()
    if job is None or not by.is_active:
        raise PermissionDenied(_("This file is somebody else's."))
    if job.state != Job.State.DONE or not _there(job):
        raise ValidationError(_("This file is no longer there. Ask for your data again."), code="expired")
    activity.record(Customer.objects.get(pk=by.pk), FETCHED, by=by)
    with jobs.open_file(job, FILE) as file:
        return file.read()


def expire() -> int:
    """Delete the files that are too old to be fetched; returns how many."""
    finished = Job.objects.filter(kind=KIND, state=Job.State.DONE)
    old = [job for job in finished if kept_until(job) < timezone.now()]
    _delete(old)
    return len(old)


def forget(user: Any) -> None:
    """Delete what ``user`` asked for: files and traces. Called too when the account is deleted."""
    _delete(list(Job.objects.filter(kind=KIND, by=user)))


def _delete(old: list[Job]) -> None:
    for job in old:
        with transaction.atomic():
            jobs.discard(job)
            job.delete()


def _there(job: Job) -> bool:
    return kept_until(job) >= timezone.now() and has(job, FILE)
