"""The button of the list: write to the chosen customers, or to all who match."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..bulk import BulkAct
from ..wording import spell
from . import drafts
from .audience import RIGHT


class WriteToThem(BulkAct):
    """Leads to a text: nothing is sent before it was written, looked at and confirmed."""

    key = "write"
    label = confirm_label = _("Write to them")
    title = _("Write to customers")
    right = RIGHT
    icon = "fas fa-envelope"

    def effect(self, number: int) -> str:
        words = ngettext(
            "You write a message to %(number)s customer.", "You write a message to %(number)s customers.", number
        )
        return words % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        drafts.begin(chosen=pks, by=by)
        return pks

    def done(self, number: int, **options: Any) -> str:
        words = ngettext(
            "A draft of a message to %(number)s customer was made.",
            "A draft of a message to %(number)s customers was made.",
            number,
        )
        return words % {"number": spell(number)}
