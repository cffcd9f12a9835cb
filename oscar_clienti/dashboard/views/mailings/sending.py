"""The acts: a test to oneself, sending, trying again, throwing a draft away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import TemplateView, View

from ....services import mailings
from ....services.wording import spell
from ....typed import whole_number
from .base import MailingMixin, numbers, send_label, upper_now


class MailingTestView(MailingMixin, View):
    """Mails the text to whoever is signed in."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            address = mailings.send_test(self.mailing, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("A test was sent to %(address)s.") % {"address": address})
        return redirect(self.page_url)


class AskingView(MailingMixin, TemplateView):
    """A page that says what will happen, in numbers, and a button."""

    http_method_names = ["get", "head", "post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.page_url)

    def act(self) -> HttpResponse:
        raise NotImplementedError


class MailingSendView(AskingView):
    template_name = "oscar_clienti/dashboard/mailings/send.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.mailing.is_draft or not self.mailing.texts:
            return redirect(self.page_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upper, found = upper_now(), numbers(self.mailing)
        number = found["reach"].of(self.mailing) if found["reach"] else 0
        words = {"title": _("Send “%(subject)s”?") % {"subject": self.mailing}, "confirm_label": send_label(number)}
        more = {"upper": upper, "number": number, "seal": mailings.seal(self.mailing)}
        return super().get_context_data(**words, **found, **more, **kwargs)

    def act(self) -> HttpResponse:
        seen, upper = self.request.POST.get("seal", ""), whole_number(self.request.POST.get("upper"))
        known = upper_now() if upper is None else upper
        job = mailings.start(self.mailing, upper=known, seen=seen, by=self.request.user)
        return redirect("dashboard:customer-job", job.pk)


class MailingRetryView(AskingView):
    """To those to whom it was not sent, and, for who ticks the box, to those who perhaps have it."""

    template_name = "oscar_clienti/dashboard/mailings/retry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number, unsure = mailings.retriable(self.mailing).count(), mailings.unsure(self.mailing).count()
        words = ngettext("Try %(number)s e-mail again?", "Try %(number)s e-mails again?", number or unsure)
        title = words % {"number": spell(number or unsure)}
        more = {"title": title, "number": number, "unsure": unsure, "confirm_label": _("Try again")}
        return super().get_context_data(**more, **kwargs)

    def act(self) -> HttpResponse:
        also_unsure = "also_unsure" in self.request.POST
        job = mailings.retry(self.mailing, also_unsure=also_unsure, by=self.request.user)
        return redirect("dashboard:customer-job", job.pk)


class MailingDeleteView(AskingView):
    template_name = "oscar_clienti/dashboard/mailings/delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "title": _("Throw the draft “%(subject)s” away?") % {"subject": self.mailing},
            "confirm_label": pgettext("verb", "Delete"),
            "danger": True,
            "cancel_url": reverse("dashboard:customer-mailing-list"),
        }
        return super().get_context_data(**words, **kwargs)

    def act(self) -> HttpResponse:
        mailings.discard(self.mailing, by=self.request.user)
        messages.success(self.request, _("The draft was thrown away; nobody got it."))
        return redirect("dashboard:customer-mailing-list")
