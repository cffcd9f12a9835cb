"""Letting chosen customers in, and shutting them out."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from ....models import Customer
from ....querysets import CustomerQuerySet
from ....services import customers as people
from ..labels import spell
from .base import BulkView


class ActivateCustomersView(BulkView):
    title = gettext_lazy("Activate customers")
    confirm_label = gettext_lazy("Activate")

    def already(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        return customers.active()

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s is active already.", "%(number)s are active already.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        words = ngettext("%(number)s customer may sign in again.", "%(number)s customers may sign in again.", number)
        return words % {"number": spell(number)}

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        return [people.activate(customer, by=self.request.user) for customer in customers]

    def done(self, number: int, form: Any) -> str:
        words = ngettext("%(number)s customer was activated.", "%(number)s customers were activated.", number)
        return words % {"number": spell(number)}


class DeactivateCustomersView(BulkView):
    title = gettext_lazy("Deactivate customers")
    confirm_label = gettext_lazy("Deactivate")
    danger = True

    def already(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        return customers.inactive()

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

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        return [people.deactivate(customer, by=self.request.user) for customer in customers]

    def done(self, number: int, form: Any) -> str:
        words = ngettext("%(number)s customer was deactivated.", "%(number)s customers were deactivated.", number)
        return words % {"number": spell(number)}
