"""Letting customers in, and shutting them out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ...models import State
from .. import customers as people
from ..wording import spell
from .acts import BulkAct


class Activate(BulkAct):
    key = "activate"
    label = confirm_label = _("Activate")
    title = _("Activate customers")
    icon = "fas fa-check"
    already = Q(state=State.ACTIVE)

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s is active already.", "%(number)s are active already.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        words = ngettext("%(number)s customer may sign in again.", "%(number)s customers may sign in again.", number)
        return words % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return people.activate_many(pks, by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext("%(number)s customer was activated.", "%(number)s customers were activated.", number)
        return words % {"number": spell(number)}


class Deactivate(BulkAct):
    key = "deactivate"
    label = confirm_label = _("Deactivate")
    title = _("Deactivate customers")
    icon = "fas fa-ban"
    danger = True
    already = Q(state=State.INACTIVE)

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s is inactive already.", "%(number)s are inactive already.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer can't sign in any more and is signed out at once. Nothing is deleted; "
            "the customer moves to the list of inactive customers.",
            "%(number)s customers can't sign in any more and are signed out at once. Nothing is deleted; "
            "they move to the list of inactive customers.",
            number,
        ) % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return people.deactivate_many(pks, by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext("%(number)s customer was deactivated.", "%(number)s customers were deactivated.", number)
        return words % {"number": spell(number)}
