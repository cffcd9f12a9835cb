"""The buttons of a job's page: each is one call of the service."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ....models import Job
from ....services import jobs
from .base import JobMixin


class JobActView(JobMixin, View):
    """A button of the job's page: one call of the service."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.act()
        return redirect("dashboard:customer-job", self.job.pk)

    def act(self) -> None:
        raise NotImplementedError


class JobPauseView(JobActView):
    def act(self) -> None:
        jobs.pause(self.job, by=self.request.user)


class JobResumeView(JobActView):
    def act(self) -> None:
        jobs.resume(self.job, by=self.request.user)


class JobCancelView(JobMixin, TemplateView):
    """Asks, then stops for good."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "oscar_clienti/dashboard/jobs/cancel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Stop “%(job)s”?") % {"job": self.job}, "confirm_label": _("Stop it"), "danger": True}
        cancel_url = reverse("dashboard:customer-job", args=[self.job.pk])
        return super().get_context_data(**self.context(), **words, cancel_url=cancel_url, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        job = jobs.cancel(self.job, by=request.user)
        if job.state == Job.State.CANCELLED:
            messages.success(request, _("“%(job)s” was stopped. What was done stays done.") % {"job": job})
        else:
            messages.info(request, _("“%(job)s” had ended already.") % {"job": job})
        return redirect("dashboard:customer-job", job.pk)
