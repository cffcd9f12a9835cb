"""Long work: what is going on, and how far it is."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import ListView, TemplateView, View

from ....models import Job
from ....services import jobs
from ...rights import may
from .base import JobMixin, visible_to
from .progress import Progress

# Without a queue the page itself keeps the work going, each time for so long.
DRIVE_SECONDS = 2.0


class JobListView(ListView):
    """The newest first."""

    template_name = "oscar_clienti/dashboard/jobs/list.html"
    context_object_name = "jobs"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Job]:
        return visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [Progress(job, jobs.kinds[job.kind]) for job in context["jobs"]]
        return {**context, "rows": rows, "everybodys": may(self.request.user, "manage_jobs")}


class JobView(JobMixin, TemplateView):
    """One job, live: htmx asks for its progress every second, and stops when it is over."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/jobs/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.context(), **kwargs)


class JobProgressView(JobMixin, View):
    """The part of the page that moves."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.fragment()


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class JobDriveView(JobMixin, View):
    """Does a little of the work and says how far it is: for shops without a queue.

    Each part is a transaction, also where the shop puts every request into one (``ATOMIC_REQUESTS``).
    """

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        jobs.require(self.job, request.user)
        if self.progress.alone:
            jobs.work(self.job.pk, seconds=DRIVE_SECONDS)
        return self.fragment() if request.headers.get("HX-Request") else redirect("dashboard:customer-job", self.job.pk)
