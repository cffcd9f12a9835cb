"""Deleting the accounts of chosen customers, each in a transaction of its own."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy, ngettext

from ....loading import get_class
from ....models import Customer
from ....querysets import CustomerQuerySet
from ....services import erasure
from ..labels import spell
from .base import BulkView, Chosen

UnderstandForm = get_class("dashboard.users.forms", "UnderstandForm")


class DeleteCustomersView(BulkView):
    template_name = "oscar_clienti/dashboard/deletion/several.html"
    title = gettext_lazy("Delete customers")
    confirm_label = gettext_lazy("Delete these accounts")
    form_class = UnderstandForm
    danger = True
    # Who was deleted stays deleted, whatever happens with the next one.
    one_transaction = False

    def effect(self, number: int) -> str:
        words = ngettext("%(number)s account is deleted.", "%(number)s accounts are deleted.", number)
        return words % {"number": spell(number)}

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        for customer in customers:
            try:
                yield erasure.erase(customer, by=self.request.user)
            except PermissionDenied:
                # Became staff, or was deleted by somebody else, since the page was drawn.
                if not self.request.user.has_perm("oscar_clienti.delete_customer"):
                    raise

    def done(self, number: int, form: Any) -> str:
        return ngettext(
            "%(number)s account was deleted. Its orders were kept.",
            "%(number)s accounts were deleted. Their orders were kept.",
            number,
        ) % {"number": spell(number)}

    def _context(self, chosen: Chosen, candidates: CustomerQuerySet, excluded: list[str], form: Any) -> dict[str, Any]:
        plan = erasure.plan(candidates.order_by("sort_name", "pk"))
        return super()._context(chosen, candidates, excluded, form) | {"plan": plan, "effects": plan.total}
