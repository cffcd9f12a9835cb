"""Deleting the accounts of chosen customers, each in a transaction of its own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ...models import Customer
from .. import erasure, rights
from ..wording import spell
from .acts import BulkAct


class Delete(BulkAct):
    key = "delete"
    label = pgettext_lazy("verb", "Delete")
    title = _("Delete customers")
    confirm_label = _("Delete these accounts")
    right = "delete_customer"
    icon = "fas fa-trash"
    danger = True
    # There is no way back: who is deleted was looked at.
    across = False
    # Who was deleted stays deleted, whatever happens with the next one.
    one_transaction = False

    def effect(self, number: int) -> str:
        words = ngettext("%(number)s account is deleted.", "%(number)s accounts are deleted.", number)
        return words % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        for customer in Customer.objects.filter(pk__in=pks).order_by("pk"):
            try:
                yield erasure.erase(customer, by=by)
            except PermissionDenied:
                # Became staff, or was deleted by somebody else, since the page was drawn.
                rights.require(by, self.right)

    def done(self, number: int, **options: Any) -> str:
        return ngettext(
            "%(number)s account was deleted. Its orders were kept.",
            "%(number)s accounts were deleted. Their orders were kept.",
            number,
        ) % {"number": spell(number)}
