"""See to long work: what is going on, what a dead worker left behind, what is old enough to be forgotten."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oscar_clienti.models import Job
from oscar_clienti.services import exports, jobs, personal_data

# So often a line says how far it is.
NEWS_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Lists the jobs that are going on. With --resume, asks for workers for those that a dead worker left, or does "
        "them here where there is no queue (run it every few minutes); with --work, does all that are going on here; "
        "with --expire, forgets the details and files of old jobs (run it every night)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resume", action="store_true", help="Ask for workers for jobs that nobody works on.")
        parser.add_argument("--work", action="store_true", help="Work on all jobs that are going on, until they end.")
        parser.add_argument("--expire", action="store_true", help="Forget what old jobs did to whom, and their files.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["expire"]:
            self.stdout.write(f"{exports.expire():,} exported files were deleted.")
            self.stdout.write(f"{personal_data.expire():,} files with a customer's own data were deleted.")
            self.stdout.write(f"{jobs.expire():,} old jobs were put away.")
        if options["resume"]:
            for job in jobs.resume_stale():
                self.stdout.write(f"Taken up again: job {job.pk} ({job}).")
                if jobs.works_at_once():
                    self._work(job)
        if options["work"]:
            for job in Job.objects.filter(state__in=Job.GOING).order_by("pk"):
                self._work(job)
        if not (options["expire"] or options["resume"] or options["work"]):
            self._list()

    def _work(self, job: Job) -> None:
        """Until there is nothing to do for us: done, stopped, or in the hands of others."""
        while jobs.work(job.pk, seconds=NEWS_SECONDS):
            self._tell(Job.objects.get(pk=job.pk))
        self._tell(Job.objects.get(pk=job.pk))

    def _list(self) -> None:
        going = list(Job.objects.filter(state__in=Job.GOING).order_by("pk"))
        stale = set(jobs.stale().values_list("pk", flat=True))
        for job in going:
            self._tell(job, " – nobody works on it: clienti_jobs --resume" if job.pk in stale else "")
        if not going:
            self.stdout.write("No job is going on.")

    def _tell(self, job: Job, more: str = "") -> None:
        self.stdout.write(f"Job {job.pk} ({job}): {job.state}, {job.phase}, {job.done:,} of {job.total:,}{more}")
