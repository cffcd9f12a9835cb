"""Step four: what would become of each row. Nothing is written before somebody says so."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from .... import downloads
from ....services import imports
from ....services.wording import spell
from ....typed import whole_number
from .base import ImportMixin, go_on, page

# Of so many the file itself would tell nothing more.
_LAST_PAGE = 10**8
TABS = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}


class RowsMixin(ImportMixin):
    """The rows of the import, a tab for each kind."""

    def rows_context(self) -> dict[str, Any]:
        asked = self.request.GET.get("rows", "")
        counts = self.job.counts
        shown = asked if asked in TABS else next((kind for kind in TABS if counts.get(kind) and kind != "same"), "new")
        number = min(whole_number(self.request.GET.get("page")) or 1, _LAST_PAGE)
        found = imports.outcomes(self.job, shown, number)
        tabs = [(kind, label, spell(counts.get(kind, 0)), kind == shown) for kind, label in TABS.items()]
        return {"tabs": tabs, "shown": shown, "outcomes": found}


class ImportPreviewView(RowsMixin, TemplateView):
    step = "preview"
    template_name = "oscar_clienti/dashboard/imports/preview.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.job.phase not in ("splitting", "checking", "checked"):
            return go_on(self.job)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts, ready = self.job.counts, self.job.phase == "checked"
        coming = counts.get("new", 0) + counts.get("changed", 0)
        return super().get_context_data(
            **self.context(),
            **(self.rows_context() if ready else {}),
            ready=ready,
            coming=coming,
            coming_words=spell(coming),
            labels=self._labels(),
            **kwargs,
        )

    def _labels(self) -> list[str]:
        """Groups and tags that the import would make."""
        if not imports.decisions_of(self.job).create_labels:
            return []
        missing = self.job.params.get("labels") or {}
        return [*missing.get("groups", []), *missing.get("tags", [])]


class ImportRunView(ImportMixin, View):
    """The one button that writes."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            imports.run(self.job, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return go_on(self.job)
        return redirect(page("result", self.job))


class ImportRefusedView(ImportMixin, View):
    """The refused rows, in the columns of the file, with their reasons."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        name = f"{_('refused-rows')}-{self.job.pk}.csv"
        return downloads.generated(imports.refused_csv(self.job), name=name, content_type="text/csv; charset=utf-8")
