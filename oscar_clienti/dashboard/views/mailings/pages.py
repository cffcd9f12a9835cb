"""All mailings, and one of them: a draft to look at, or what became of it for whom."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from ....models import Customer, DeliveryState, Job, Mailing, State
from ....services import mailings
from ....services.wording import spell
from ....typed import whole_number
from ...rights import may
from ..jobs import visible_to
from .base import MailingMixin, numbers, send_label

ROWS = 50


class MailingListView(ListView):
    """The newest first, drafts among them."""

    template_name = "oscar_clienti/dashboard/mailings/list.html"
    context_object_name = "mailings"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Mailing]:
        return Mailing.objects.select_related("job")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(mailing, None if mailing.is_draft else mailings.outcome(mailing)) for mailing in context["mailings"]]
        return {**context, "rows": rows, "can_write": may(self.request.user, mailings.RIGHT)}


class MailingOpenView(View):
    """From a job to what it sent."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        # A mailing knows its last job alone; each job knows its mailing.
        job = get_object_or_404(Job, pk=pk, kind=mailings.KEY)
        return redirect("dashboard:customer-mailing", job.params["mailing"])


class MailingView(MailingMixin, TemplateView):
    """A draft as one customer would read it; afterwards who got it, and who not and why."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        page = "draft" if self.mailing.is_draft else "sent"
        return [f"oscar_clienti/dashboard/mailings/{page}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = self._draft() if self.mailing.is_draft else self._sent()
        can_write = may(self.request.user, mailings.RIGHT)
        return super().get_context_data(title=str(self.mailing), can_write=can_write, **more, **kwargs)

    def _draft(self) -> dict[str, Any]:
        found = numbers(self.mailing)
        number = found["reach"].of(self.mailing) if found["reach"] else 0
        reader = self._reader() if found["reach"] and self.mailing.texts else None
        letter = mailings.compose(self.mailing, reader, to=reader.email, example=True) if reader else None
        return {**found, "number": number, "send_label": send_label(number), "reader": reader, "letter": letter}

    def _reader(self) -> Customer | None:
        """The first who will get it, or the one after ``?after=``; from the beginning again behind the last one."""
        people = mailings.people(self.mailing).filter(state=State.ACTIVE).exclude(email="").order_by("pk")
        if self.mailing.is_marketing:
            people = people.consenting("email")
        after = whole_number(self.request.GET.get("after")) or 0
        return people.filter(pk__gt=after).first() or people.first()

    def _sent(self) -> dict[str, Any]:
        outcome = mailings.outcome(self.mailing)
        kinds = [
            (DeliveryState.SENT, outcome.sent),
            (DeliveryState.FAILED, outcome.failed),
            (DeliveryState.SKIPPED, outcome.skipped),
            (DeliveryState.CLAIMED, outcome.perhaps),
        ]
        asked = self.request.GET.get("state", "")
        shown = asked if asked in DeliveryState.values else DeliveryState.SENT.value
        rows: Any = _Rows(self.mailing, shown, dict(kinds))
        page: Any = Paginator(rows, ROWS).get_page(self.request.GET.get("page"))
        job = self.mailing.job
        return {
            "outcome": outcome,
            "left_out": list(mailings.left_out(outcome)),
            "tabs": [(kind.value, kind.label, spell(number), kind == shown) for kind, number in kinds],
            "shown": shown,
            "page": page,
            "job": job,
            # Jobs of others are for those alone who may steer them.
            "followed": job is not None and visible_to(self.request.user).filter(pk=job.pk).exists(),
            "over": job is None or job.state in ("done", "cancelled"),
            "retriable": outcome.failed or (outcome.perhaps and mailings.unsure(self.mailing).exists()),
            "texts": _texts(self.mailing),
        }


class _Rows:
    """The rows of one state; how many they are was counted with all others."""

    def __init__(self, mailing: Mailing, state: str, numbers: dict[Any, int]) -> None:
        self.rows = mailing.deliveries.filter(state=state).select_related("customer").order_by("pk")
        self.number = numbers[state]

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, key: slice) -> Any:
        return list(self.rows[key])


def _texts(mailing: Mailing) -> list[tuple[str, dict[str, str]]]:
    names = dict(mailings.languages())
    only = len(mailing.texts) == 1
    return [(_("The text") if only else names.get(code, code), text) for code, text in mailing.texts.items()]
