"""Step five and after: what was done, rows to mend, invitations, the way back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView, View

from ....loading import get_class
from ....models import Job
from ....services import imports
from ....services.wording import spell
from .base import ImportMixin, UploadMixin, go_on, nothing_written, page
from .previewing import RowsMixin

FileForm = get_class("dashboard.users.forms", "FileForm")


class ImportOpenView(ImportMixin, View):
    """Leads to the step at which an import is."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return go_on(self.job)


class ImportResultView(RowsMixin, TemplateView):
    step = "result"
    template_name = "oscar_clienti/dashboard/imports/result.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return go_on(self.job) if self.is_open else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # One that failed can still be continued.
        over = self.job.state in (Job.State.DONE, Job.State.CANCELLED)
        return super().get_context_data(
            **self.context(),
            **(self.rows_context() if over else {}),
            over=over,
            nothing_written=nothing_written(self.job),
            retry_form=FileForm(),
            invitable=imports.invitable(self.job) if self.job.state == Job.State.DONE else 0,
            undone_by=imports.undone_by(self.job),
            everybody=f"{reverse('dashboard:users-index')}?source=import",
            **kwargs,
        )


class ImportRetryView(UploadMixin, ImportMixin, FormView):
    """The mended rows, with the matching and the decisions of the first time."""

    step = "result"
    form_class = FileForm
    template_name = "oscar_clienti/dashboard/imports/retry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Import mended rows"), "save_label": _("Check the mended rows")}
        return super().get_context_data(**words, cancel_url=page("result", self.job), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        file, user = form.cleaned_data["file"], self.request.user
        try:
            again = imports.retry(self.job, file, name=file.name, by=user)
            return redirect(page("preview", imports.preview(again, by=user)))
        except ValidationError as error:
            form.add_error("file", error.messages)
            return self.form_invalid(form)


class AskingView(ImportMixin, TemplateView):
    """A page that says what will happen, in numbers, and a button."""

    step = "result"
    http_method_names = ["get", "head", "post", "options"]
    danger = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": self.title(), "confirm_label": self.confirm_label(), "danger": self.danger}
        return super().get_context_data(**words, cancel_url=page("open", self.job), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return go_on(self.job)

    def title(self) -> str:
        raise NotImplementedError

    def confirm_label(self) -> str:
        raise NotImplementedError

    def act(self) -> HttpResponse:
        raise NotImplementedError


class ImportUndoView(AskingView):
    template_name = "oscar_clienti/dashboard/imports/undo.html"
    danger = True

    def title(self) -> str:
        return _("Undo the import “%(name)s”?") % {"name": self.job}

    def confirm_label(self) -> str:
        return _("Undo this import")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(plan=imports.undo_plan(self.job), **kwargs)

    def act(self) -> HttpResponse:
        return redirect("dashboard:customer-job", imports.undo(self.job, by=self.request.user).pk)


class ImportInviteView(AskingView):
    template_name = "oscar_clienti/dashboard/imports/invite.html"

    def title(self) -> str:
        number = imports.invitable(self.job)
        words = ngettext("Invite %(number)s new customer?", "Invite %(number)s new customers?", number)
        return words % {"number": spell(number)}

    def confirm_label(self) -> str:
        return _("Send invitations")

    def act(self) -> HttpResponse:
        return redirect("dashboard:customer-job", imports.invite(self.job, by=self.request.user).pk)


class ImportDiscardView(AskingView):
    template_name = "oscar_clienti/dashboard/imports/discard.html"
    danger = True

    def title(self) -> str:
        return _("Throw the import “%(name)s” away?") % {"name": self.job}

    def confirm_label(self) -> str:
        return _("Throw it away")

    def act(self) -> HttpResponse:
        imports.discard(self.job, by=self.request.user)
        messages.success(self.request, _("The import was thrown away; no customer was touched."))
        return redirect("dashboard:customer-import")
