"""The customer takes their data along: asked for by a button, ready after a moment, for them alone."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ... import downloads
from ...services import personal_data
from .base import AccountPage
from .confirmation import confirmed


# Each part of a job is a transaction, also where the shop puts every request into one.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class MyDataView(AccountPage):
    page_title = gettext_lazy("My data")
    active_tab = "my-data"
    template_name = "oscar_clienti/account/my_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = personal_data.latest(self.request.user)
        until = personal_data.kept_until(job) if job and job.state == job.State.DONE else None
        return super().get_context_data(job=job, until=until, **kwargs)

    @method_decorator(confirmed)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        personal_data.drive(personal_data.ask(self.require_customer(), by=request.user))
        return redirect("customer:my-data")


@method_decorator(confirmed, name="dispatch")
class MyDataFileView(View):
    """The file, for its owner; for everybody else there is none."""

    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            content = personal_data.fetch(pk, by=request.user)
        except PermissionDenied as error:
            raise Http404 from error
        except ValidationError:
            return redirect("customer:my-data")
        return downloads.generated(content, name="my-data.zip", content_type="application/zip")
