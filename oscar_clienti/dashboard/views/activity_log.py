"""What everybody did in the whole shop, and the file of it."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ...loading import get_class
from ...models import Activity, Customer
from ...registries import remembering
from ...services import activity_log
from .. import history
from ..panels.timeline.activity import job_of, url_of
from ..panels.timeline.base import Reader
from ..rights import may
from .exports import sent
from .jobs import visible_to

ActivityLogForm = get_class("dashboard.users.forms", "ActivityLogForm")


@dataclass(frozen=True)
class Line:
    """An act, and to whom it was done; ``profile`` says whether there is a page about them that the reader may open."""

    words: history.Entry
    customer: Customer | None
    profile: bool
    url: str
    part_of: tuple[str, str]

    @property
    def group(self) -> activity_log.KindGroup:
        return activity_log.group_of(self.words.row.kind)


class LogMixin:
    """The form of the address or of what was sent, and what it asks for."""

    request: HttpRequest

    @cached_property
    def form(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return ActivityLogForm(data, user=self.request.user)

    @cached_property
    def asked(self) -> activity_log.Asked:
        return self.form.asked().by(self.request.user)


class ActivityLogView(LogMixin, TemplateView):
    """Newest first, by place and not by number of page: the log may have ten million rows."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/activity_log/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = activity_log.Place.parse(self.request.GET.get("before", ""))
        asked, reader = self.asked, Reader(self.request.user)
        number, exact = activity_log.count(asked)
        page = activity_log.window(asked, before=before, few=exact)
        with remembering():
            lines = [line(row, reader) for row in page.rows]
        return super().get_context_data(
            form=self.form,
            lines=lines,
            older=page.older,
            later=before is not None,
            filtered=self.form.is_narrowing or bool(self.form.errors),
            query=self.form.query(),
            counted=number_format(number, force_grouping=True),
            number=number,
            exact=exact,
            job=self._job,
            can_export=may(self.request.user, "export_activity"),
            **kwargs,
        )

    @property
    def _job(self) -> str:
        """The job that is asked for: its number for who may not see it."""
        number = self.form.cleaned_data.get("job")
        return str(visible_to(self.request.user).filter(pk=number or 0).first() or number or "")


class ActivityExportView(LogMixin, View):
    """The rows that the page shows, all of them, as CSV; the log tells who took them."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if wrong := self.form.errors:
            messages.error(request, " ".join(error for errors in wrong.values() for error in errors))
            return redirect(f"{reverse('dashboard:customer-activity-log')}?{urlencode(self.form.said())}")
        headings = [_("When"), _("What"), _("Kind"), _("Who"), _("Customer number"), _("Customer"),
                    _("Changes"), _("Details"), _("Job")]  # fmt: skip
        words = partial(cells, reader=Reader(request.user))
        return sent(activity_log.export(self.asked, headings=headings, words=words, by=request.user))


def line(row: Activity, reader: Reader) -> Line:
    """``row`` as the page shows it."""
    customer = row.customer
    profile = customer is not None and customer.is_reachable and reader.may("view_customer")
    url = url_of(row, reader) if profile or row.customer_id is None else ""
    return Line(history.read(row), customer, profile, url, job_of(row, reader))


def cells(row: Activity, reader: Reader) -> list[str]:
    """``row`` as the file has it for this reader."""
    words = history.read(row)
    changes = [f"{one.label}: {one.old} → {one.new}" if one.shown else one.label for one in words.changes]
    return [
        f"{localtime(row.at):%Y-%m-%d %H:%M:%S}",
        words.label,
        row.kind,
        words.who or _("The shop"),
        str(row.customer_id or ""),
        _named(row.customer),
        "; ".join(changes),
        "; ".join(f"{label}: {fact}" for label, fact in words.facts),
        job_of(row, reader)[1],
    ]


def _named(customer: Customer | None) -> str:
    """Whom it was about, as they are called today: of a deleted account nothing."""
    return str(customer) if customer is not None and customer.is_reachable else ""
