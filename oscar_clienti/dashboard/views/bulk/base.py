"""Acts on chosen rows: the list posts ids, a page says what will happen to how many, a second POST does it."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from ....models import Customer, State
from ....querysets import CustomerQuerySet
from ..labels import spell

# More than any page of the list shows; acts on all that match a filter are another road.
AT_MOST = 500
NAMES_SHOWN = 10


@dataclass
class Chosen:
    """The rows that somebody ticked: ``pks`` as they came, ``states`` how many of them are what."""

    pks: list[int]
    states: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: QueryDict) -> "Chosen":
        """Read ``selected``, without what is no number and what comes twice."""
        numbers = (pk for pk in posted.getlist("selected") if pk.isascii() and pk.isdigit() and len(pk) < 19)
        return cls(list(dict.fromkeys(map(int, numbers))))

    def look_up(self) -> None:
        found = Customer.objects.filter(pk__in=self.pks).order_by().values_list("state").annotate(Count("pk"))
        self.states = dict(found)

    @property
    def customers(self) -> CustomerQuerySet:
        return Customer.objects.shoppers().filter(pk__in=self.pks)

    def left_out(self) -> list[str]:
        """Who can't be touched from here, in sentences."""
        staff, erased = self.states.get(State.STAFF, 0), self.states.get(State.ERASED, 0)
        unknown = len(self.pks) - sum(self.states.values())
        return [
            text % {"number": spell(number)}
            for number, text in (
                (
                    staff,
                    ngettext(
                        "%(number)s is an account of staff or of a partner.",
                        "%(number)s are accounts of staff or of partners.",
                        staff,
                    ),
                ),
                (erased, ngettext("%(number)s was deleted.", "%(number)s were deleted.", erased)),
                (unknown, ngettext("%(number)s was not found.", "%(number)s were not found.", unknown)),
            )
            if number
        ]


class BulkView(View):
    """One act. Subclass, say ``already`` (who needs nothing), ``title``, ``effect``, ``execute`` and ``done``.

    ``execute`` makes one call of a service; it runs in one transaction.
    """

    http_method_names = ["post", "options"]
    template_name = "oscar_clienti/dashboard/bulk_confirm.html"
    form_class: type[forms.Form] | None = None
    title: str | Promise
    confirm_label: str | Promise
    danger = False
    # All or nothing; without it, ``execute`` opens a transaction for each customer.
    one_transaction = True

    def already(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        """Those of ``customers`` for whom there is nothing to do, as far as that is known before the form."""
        return customers.none()

    def already_words(self, number: int) -> str:
        return ""

    def effect(self, number: int) -> str:
        raise NotImplementedError

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        """Do it to ``customers`` and return those who changed."""
        raise NotImplementedError

    def done(self, number: int, form: Any) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = Chosen.of(request.POST)
        if not chosen.pks:
            return self._back(messages.WARNING, _("Choose at least one customer first."))
        if len(chosen.pks) > AT_MOST:
            words = _("You chose %(number)s customers; at most %(most)s can be handled at once.")
            return self._back(messages.ERROR, words % {"number": spell(len(chosen.pks)), "most": AT_MOST})
        chosen.look_up()
        skipped = self.already(chosen.customers)
        excluded = chosen.left_out() + ([self.already_words(n)] if (n := skipped.count()) else [])
        candidates = chosen.customers.exclude(pk__in=skipped.values("pk"))
        if not candidates.exists():
            words = _("Nothing was changed. Of the chosen customers: %(reasons)s") % {"reasons": " ".join(excluded)}
            return self._back(messages.WARNING, words)
        return self._confirm_or_do(chosen, candidates, excluded)

    def _confirm_or_do(self, chosen: Chosen, candidates: CustomerQuerySet, excluded: list[str]) -> HttpResponse:
        confirmed = self.request.POST.get("confirmed") == "1"
        form = self.form_class(self.request.POST if confirmed else None) if self.form_class else None
        if confirmed and (form is None or form.is_valid()):
            try:
                with transaction.atomic() if self.one_transaction else nullcontext():
                    customers = list(candidates.order_by("pk"))
                    changed = len(list(self.execute(customers, form)))
            except ValidationError as error:
                return self._back(messages.ERROR, " ".join(error.messages))
            return self._back(messages.SUCCESS, self._report(changed, len(customers), excluded, form))
        return render(self.request, self.template_name, self._context(chosen, candidates, excluded, form))

    def _report(self, changed: int, asked: int, excluded: list[str], form: Any) -> str:
        words = [self.done(changed, form)]
        if same := asked - changed:
            needless = ngettext("%(number)s needed no change.", "%(number)s needed no change.", same)
            words.append(needless % {"number": spell(same)})
        if excluded:
            words.append(_("Left out: %(reasons)s") % {"reasons": " ".join(excluded)})
        return " ".join(words)

    def _context(self, chosen: Chosen, candidates: CustomerQuerySet, excluded: list[str], form: Any) -> dict[str, Any]:
        number = candidates.count()
        return {
            "title": self.title,
            "confirm_label": self.confirm_label,
            "danger": self.danger,
            "cancel_url": self._next(),
            "next": self._next(),
            "form": form,
            "pks": chosen.pks,
            "effect": self.effect(number),
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
