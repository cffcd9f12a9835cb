"""Exempting customers from taxes, and ending it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import customers as people
from ..wording import spell
from .acts import BulkAct


class Exempt(BulkAct):
    key = "exempt"
    label = confirm_label = _("Make tax-exempt")
    title = _("Exempt customers from taxes")
    already = Q(tax_exempt=True)

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s is tax-exempt already.", "%(number)s are tax-exempt already.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer is exempt from taxes from now on. Open baskets are priced anew.",
            "%(number)s customers are exempt from taxes from now on. Open baskets are priced anew.",
            number,
        ) % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return people.exempt_many(pks, exempt=True, by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext("%(number)s customer is tax-exempt now.", "%(number)s customers are tax-exempt now.", number)
        return words % {"number": spell(number)}


class EndExemption(BulkAct):
    key = "end-exemption"
    label = confirm_label = _("End tax exemption")
    title = _("End customers' exemption from taxes")
    already = Q(tax_exempt=False)

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s is not tax-exempt anyway.", "%(number)s are not tax-exempt anyway.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer pays taxes from now on. Open baskets are priced anew; their certificate is deleted.",
            "%(number)s customers pay taxes from now on. Open baskets are priced anew; their certificates are deleted.",
            number,
        ) % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return people.exempt_many(pks, exempt=False, by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext(
            "%(number)s customer is no longer tax-exempt.", "%(number)s customers are no longer tax-exempt.", number
        )
        return words % {"number": spell(number)}
