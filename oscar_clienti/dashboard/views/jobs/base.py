"""Which jobs somebody sees, and what every page of one shows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property

from ....models import Job
from ....services import jobs
from ...rights import may
from .progress import Progress


def visible_to(user: Any) -> QuerySet[Job]:
    """One's own jobs, or everybody's for those who may steer them; of kinds that the shop still has, none private."""
    found = Job.objects.filter(kind__in=[kind.key for kind in jobs.kinds if not kind.private]).select_related("by")
    return found if may(user, "manage_jobs") else found.filter(by=user)


class JobMixin:
    """The job of the address, for those who may see it; other people's don't exist here."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def job(self) -> Job:
        return get_object_or_404(visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def progress(self) -> Progress:
        job = Job.objects.select_related("by").get(pk=self.job.pk)
        # Without a queue there is no worker that could have died: whoever opens the page goes on.
        left = job.is_going and not jobs.works_at_once() and jobs.stale().filter(pk=job.pk).exists()
        return Progress(job, jobs.kinds[job.kind], left, _steers(self.request.user, job))

    def context(self) -> dict[str, Any]:
        progress = self.progress
        return {"progress": progress, "job": progress.job, "summary": progress.kind.summary(progress.job)}

    def fragment(self) -> HttpResponse:
        """The figures; the whole card when what stands around them has to change."""
        context = self.context()
        if self.request.GET.get("shown") == context["progress"].shown:
            return render(self.request, "oscar_clienti/dashboard/jobs/_moving.html", context)
        card = render(self.request, "oscar_clienti/dashboard/jobs/_progress.html", {**context, "news": True})
        card["HX-Retarget"], card["HX-Reswap"] = "#cl-progress", "outerHTML"
        return card


def _steers(user: Any, job: Job) -> bool:
    try:
        jobs.require(job, user)
    except PermissionDenied:
        return False
    return True
