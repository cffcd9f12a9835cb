"""What the steps of an import share: its job, the row of steps, uploads that end at the limit."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ....models import Job
from ...uploads import SizeLimit, drain
from ..jobs import JobMixin, visible_to

STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("", pgettext_lazy("step of an import", "Bring")),
    ("matching", pgettext_lazy("step of an import", "Understand")),
    ("decisions", pgettext_lazy("step of an import", "Decide")),
    ("preview", pgettext_lazy("step of an import", "Preview")),
    ("result", pgettext_lazy("step of an import", "Run")),
)
# Where each phase of a draft is looked at.
_PAGES = {"": "matching", "mapped": "decisions", "decided": "decisions", "checked": "preview"}
_READING = ("splitting", "checking")


@dataclass(frozen=True)
class Step:
    """One of the five; ``url`` is there for those that can be gone back to."""

    number: int
    label: str | Promise
    current: bool
    done: bool
    url: str


def page(name: str, job: Job) -> str:
    """The address of one of the pages of this import."""
    return reverse(f"dashboard:customer-import-{name}", args=[job.pk])


def is_open(job: Job) -> bool:
    """Is nothing written yet, and may something be?"""
    return nothing_written(job) and job.state not in (Job.State.DONE, Job.State.CANCELLED)


def nothing_written(job: Job) -> bool:
    return job.phase in {*_PAGES, *_READING}


def may_go_back(job: Job) -> bool:
    """Can earlier steps be changed? While the file is read they can't; when reading it has failed they should."""
    return is_open(job) and job.state in (Job.State.DRAFT, Job.State.FAILED)


def current_page(job: Job) -> str:
    """The name of the page where the merchant goes on."""
    if not is_open(job):
        return "result"
    return "preview" if job.phase in _READING else _PAGES[job.phase]


def go_on(job: Job) -> HttpResponse:
    return redirect(page(current_page(job), job))


class ImportMixin(JobMixin):
    """The import of the address, for whoever may see it. ``step`` is the page's name."""

    step: str

    @cached_property
    def job(self) -> Job:
        imports = visible_to(self.request.user).filter(kind="import")
        return get_object_or_404(imports, pk=self.kwargs["pk"])

    @property
    def is_open(self) -> bool:
        return is_open(self.job)

    @property
    def may_go_back(self) -> bool:
        return may_go_back(self.job)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"job": self.job, "steps": self.steps(), **kwargs})  # type: ignore[misc]

    def steps(self) -> list[Step]:
        return steps(self.step, self.job if self.may_go_back else None)


def steps(here: str, job: Job | None = None) -> list[Step]:
    """The five, with ``here`` as the present one; those before it lead back when ``job`` is given."""
    at = [name for name, _label in STEPS].index(here)
    return [
        Step(number + 1, label, number == at, number < at, page(name, job) if job and name and number < at else "")
        for number, (name, label) in enumerate(STEPS)
    ]


class OpenImportMixin(ImportMixin):
    """A step that is over once rows are being written."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.may_go_back:
            return go_on(self.job)
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except FileNotFoundError:
            messages.warning(request, _("The file of this import isn't kept any more: bring it again."))
            return redirect("dashboard:customer-import")


@method_decorator(csrf_exempt, name="dispatch")
class UploadMixin:
    """Stops an upload at the limit. Django reads a form's file before a view could say so, unless it is told first."""

    limit: SizeLimit

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.limit = SizeLimit(request)
        request.upload_handlers.insert(0, self.limit)
        try:
            return self._protected(request, *args, **kwargs)
        except RequestDataTooBig:
            drain(request)
            messages.error(request, _("What you pasted is too long for the box: save it as a file, and bring that."))
            return redirect(request.path)

    @method_decorator(csrf_protect)
    def _protected(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "too_large": self.limit.too_large}
