"""From the list or a segment to a draft, and the words of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ....loading import get_class
from ....models import Mailing
from ....services import mailings
from ....services.many import pks_of
from ..bulk import BulkView
from ..bulk.choices import Choice, Matching
from ..customers import ActFormView
from .base import MailingMixin, numbers

MailingForm = get_class("dashboard.users.forms", "MailingForm")


class WriteToManyView(BulkView):
    """Takes whom the list or a segment posts, and leads to the text; it asks about the numbers at the end."""

    key = "write"

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            choice = self._choice()
            if not choice.customers.exists():
                words = [_("Nobody is there whom you could write to."), *choice.left_out()]
                return self._back(messages.WARNING, " ".join(words))
            mailing = self._begin(choice)
        except ValidationError as error:
            return self._back(messages.WARNING, " ".join(error.messages))
        if not isinstance(choice, Matching) and (left_out := choice.left_out()):
            messages.info(request, _("Left out: %(reasons)s") % {"reasons": " ".join(left_out)})
        return redirect("dashboard:customer-mailing-edit", mailing.pk)

    def _begin(self, choice: Choice) -> Mailing:
        if isinstance(choice, Matching):
            return mailings.begin(query=choice.crowd.query, by=self.request.user)
        return mailings.begin(chosen=pks_of(choice.customers), by=self.request.user)


class MailingEditView(MailingMixin, ActFormView):
    """Kind and words of a draft."""

    form_class = MailingForm
    template_name = "oscar_clienti/dashboard/mailings/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.mailing.is_draft:
            messages.warning(request, _("It is being sent already: nothing of it can be changed any more."))
            return redirect(self.page_url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def numbers(self) -> dict[str, Any]:
        return numbers(self.mailing)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "mailing": self.mailing, "reach": self.numbers["reach"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Without a word yet there is no page of it to go back to.
        back = self.page_url if self.mailing.texts else reverse("dashboard:customer-mailing-list")
        words = {"title": _("Write to customers"), "save_label": _("Go on to the preview"), "cancel_url": back}
        return super().get_context_data(**words, **self.numbers, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        mailings.write(self.mailing, kind=form.cleaned_data["kind"], texts=form.texts(), by=self.request.user)
        return redirect(self.page_url)
