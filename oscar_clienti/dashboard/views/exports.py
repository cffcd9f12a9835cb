"""Taking customers out: the page that asks, and the file of a large export."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from ... import downloads
from ...filters import CustomerFilter
from ...loading import get_class
from ...models import Job
from ...services import exports
from .bulk.choices import Chosen
from .customers import tell
from .jobs import visible_to

ExportForm = get_class("dashboard.users.forms", "ExportForm")


def sent(download: exports.Download) -> HttpResponseBase:
    """The file, while it is being read."""
    return downloads.generated(download.content, name=download.name, content_type=download.content_type)


class ExportView(FormView):
    """The list's filter comes in the address, ticked rows by POST; the form carries both on."""

    form_class = ExportForm
    template_name = "oscar_clienti/dashboard/exports/form.html"

    @cached_property
    def pks(self) -> list[int]:
        posted = self.request.POST
        return Chosen.of(posted).pks if "selected" in posted and posted.get("across") != "1" else []

    @cached_property
    def query(self) -> str:
        """The form's own, the one of all whom the list's action bar means, or the address's.

        Raises ``ValidationError`` where a part of what was posted is not understood any more: it would be more people
        than were shown.
        """
        given = self.request.POST.get("query", self.request.POST.get("filter"))
        return str(self.asked if given is None else CustomerFilter.exactly(given))

    @cached_property
    def asked(self) -> CustomerFilter:
        """The filter of the address."""
        return CustomerFilter(dict(self.request.GET.lists()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self._whom()
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("dashboard:users-index")
        if "reason" not in request.POST:
            # The list's action bar: these rows, please.
            return self.render_to_response(self.get_context_data(form=self.form_class(**self._whom())))
        return super().post(request, *args, **kwargs)

    def _whom(self) -> dict[str, Any]:
        return {"query": self.query, "pks": self.pks, "italian": (get_language() or "").startswith("it")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **self._whom()}

    def form_valid(self, form: Any) -> Any:
        try:
            if form.warning:
                form.add_error("anyway", form.warning)
                return self.form_invalid(form)
            reason, user = form.cleaned_data["reason"], self.request.user
            out = exports.export(form.selection, sheet=form.sheet, layout=form.chosen_layout, reason=reason, by=user)
        except ValidationError as error:
            tell(form, error)
            return self.form_invalid(form)
        return redirect("dashboard:customer-job", out.pk) if isinstance(out, Job) else sent(out)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = f"{reverse('dashboard:users-index')}?{self.query}" if self.query else reverse("dashboard:users-index")
        words = {"title": _("Export customers"), "save_label": _("Export"), "cancel_url": back}
        told = {"query": self.query, "pks": self.pks, "notes": self.asked.left_out()}
        return super().get_context_data(**words, **told, **kwargs)


class ExportFileView(View):
    """The file of a large export, for a while, to whoever ordered it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        job = get_object_or_404(visible_to(request.user).filter(kind="export"), pk=pk)
        try:
            return sent(exports.fetch(job, by=request.user))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("dashboard:customer-job", job.pk)
