"""Step two: what the file is, and which of its columns fills what."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from ....loading import get_classes
from ....services import imports
from ..customers import tell
from .base import OpenImportMixin, page

MatchingForm, ReadAsForm = get_classes("dashboard.users.forms", ["MatchingForm", "ReadAsForm"])


class ImportMatchingView(OpenImportMixin, TemplateView):
    """Three things can be said here: how the file is to be read, which saved matching fits, which column is what."""

    step = "matching"
    template_name = "oscar_clienti/dashboard/imports/matching.html"
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def understanding(self) -> Any:
        return imports.understanding(self.job)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "read" in request.POST:
            return self._read_again()
        if "saved" in request.POST:
            return self._use_saved(request.POST["saved"])
        return self._match()

    def _use_saved(self, pk: str) -> HttpResponse:
        saved = next((saved for saved in self.understanding.saved if str(saved.pk) == pk), None)
        if saved is None:
            raise Http404
        imports.use_saved(self.job, saved, by=self.request.user)
        return redirect(page("matching", self.job))

    def _read_again(self) -> HttpResponse:
        form = self._reading_form(self.request.POST)
        if form.is_valid():
            try:
                imports.read_as(self.job, **form.cleaned_data, by=self.request.user)
                return redirect(page("matching", self.job))
            except ValidationError as error:
                tell(form, error)
        return self.render_to_response(self.get_context_data(reading_form=form))

    def _match(self) -> HttpResponse:
        form = self._form(self.request.POST)
        if form.is_valid():
            try:
                save_as = form.cleaned_data["save_as"]
                imports.map_columns(self.job, form.chosen, by=self.request.user, save_as=save_as)
                return redirect(page("decisions", self.job))
            except ValidationError as error:
                tell(form, error)
        return self.render_to_response(self.get_context_data(form=form))

    def _form(self, data: Any = None) -> Any:
        return MatchingForm(data, columns=self.understanding.columns, choices=imports.column_choices())

    def _reading_form(self, data: Any = None) -> Any:
        return ReadAsForm(data, layout=self.understanding.layout, samples=self.understanding.encodings)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self._form())
        kwargs.setdefault("reading_form", self._reading_form())
        return super().get_context_data(understanding=self.understanding, **kwargs)
