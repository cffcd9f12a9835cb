"""Acts on several customers: the list posts whom, a page says what will happen to how many, a second POST does it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from ....querysets import CustomerQuerySet
from ....services import bulk
from ....services.bulk import BulkAct
from ....services.many import pks_of
from ....services.wording import spell
from .choices import AT_MOST, Choice, Chosen, Matching

NAMES_SHOWN = 10


class BulkView(View):
    """The page of one act: name it by ``key``, and the form that asks for its options by ``form_class``."""

    http_method_names = ["post", "options"]
    template_name = "oscar_clienti/dashboard/bulk_confirm.html"
    key: str
    form_class: type[forms.Form] | None = None

    @property
    def act(self) -> BulkAct:
        return bulk.acts[self.key]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            choice = self._choice()
        except ValidationError as error:
            return self._back(messages.WARNING, " ".join(error.messages))
        candidates, excluded = self.act.needed(choice.customers), choice.left_out()
        if skipped := self.act.needless(choice.customers).count():
            excluded.append(self.act.already_words(skipped))
        number = candidates.count()
        if not number:
            words = _("Nothing was changed. Of the chosen customers: %(reasons)s") % {"reasons": " ".join(excluded)}
            return self._back(messages.WARNING, words)
        confirmed = choice.frozen and request.POST.get("confirmed") == "1"
        form = self.form_class(request.POST if confirmed else None) if self.form_class else None
        if confirmed and (form is None or form.is_valid()):
            return self._act(choice, candidates, number, excluded, form.cleaned_data if form else {})
        return render(request, self.template_name, self._context(choice, candidates, number, excluded, form))

    def _choice(self) -> Choice:
        """Raises ``ValidationError``."""
        if self.request.POST.get("across") != "1":
            return Chosen.of(self.request.POST)
        if not self.act.across:
            words = _("This is done only to customers who are ticked in the list, at most %(most)s at once.")
            raise ValidationError(words % {"most": AT_MOST})
        return Matching.of(self.request.POST)

    def _act(
        self, choice: Choice, candidates: CustomerQuerySet, number: int, excluded: list[str], options: dict[str, Any]
    ) -> HttpResponse:
        """At once for a few, as a job for many."""
        try:
            if isinstance(choice, Matching) and number > AT_MOST:
                job = bulk.start(self.act, choice.crowd, by=self.request.user, options=options)
                return redirect("dashboard:customer-job", job.pk)
            outcome = bulk.do(self.act, pks_of(candidates), by=self.request.user, options=options)
        except ValidationError as error:
            return self._back(messages.ERROR, " ".join(error.messages))
        return self._back(messages.SUCCESS, self._report(outcome, excluded, options))

    def _report(self, outcome: bulk.Outcome, excluded: list[str], options: dict[str, Any]) -> str:
        words = [self.act.done(outcome.changed, **options)]
        if outcome.same:
            needless = ngettext("%(number)s needed no change.", "%(number)s needed no change.", outcome.same)
            words.append(needless % {"number": spell(outcome.same)})
        if excluded:
            words.append(_("Left out: %(reasons)s") % {"reasons": " ".join(excluded)})
        return " ".join(words)

    def _context(
        self, choice: Choice, candidates: CustomerQuerySet, number: int, excluded: list[str], form: Any
    ) -> dict[str, Any]:
        return {
            "title": self.act.title,
            "confirm_label": self.act.confirm_label,
            "danger": self.act.danger,
            "cancel_url": self._next(),
            "next": self._next(),
            "form": form,
            "fields": choice.fields(),
            "across": choice.crowd.words() if isinstance(choice, Matching) else None,
            "in_background": number > AT_MOST,
            "effect": self.act.effect(number),
            "excluded": excluded,
            "customers": candidates.order_by("sort_name", "pk")[:NAMES_SHOWN],
            "more": max(number - NAMES_SHOWN, 0),
        }

    def _next(self) -> str:
        wanted = self.request.POST.get("next", "")
        # Only an address within this site, without its name: ours are all like that.
        safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        return wanted if safe else reverse("dashboard:users-index")

    def _back(self, level: int, words: str) -> HttpResponse:
        messages.add_message(self.request, level, words)
        return redirect(self._next())
