"""Step one: a file, pasted rows, or a sample to fill in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from .... import downloads
from ....loading import get_class
from ....services import imports
from ..jobs import visible_to
from .base import UploadMixin, go_on, is_open, may_go_back, page, steps

BringForm = get_class("dashboard.users.forms", "BringForm")
LAST = 5


class ImportView(UploadMixin, FormView):
    """The way in; unfinished imports are found again below."""

    form_class = BringForm
    template_name = "oscar_clienti/dashboard/imports/bring.html"

    def form_valid(self, form: Any) -> HttpResponse:
        file, user = form.cleaned_data.get("file"), self.request.user
        try:
            if file:
                return go_on(imports.bring(file, name=file.name, by=user))
            return go_on(imports.bring_pasted(form.cleaned_data["pasted"], by=user))
        except ValidationError as error:
            form.add_error("file" if file else "pasted", error.messages)
            return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = visible_to(self.request.user).filter(kind="import")[:LAST]
        rows = [(job, page("open", job), is_open(job), may_go_back(job)) for job in last]
        return super().get_context_data(last=rows, shops=imports.shops(), steps=steps(""), **kwargs)


class ImportSampleView(View):
    """A file to start from."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        name = f"{_('customers')}.csv"
        return downloads.generated(imports.sample_file(), name=name, content_type="text/csv; charset=utf-8")
