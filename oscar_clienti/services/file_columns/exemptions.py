"""Why and how long somebody is exempt from taxes; whether they are at all is a column of the customer's row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...models import TaxExemption
from .. import taxes
from ..many import Among
from .base import SetColumn, file_columns
from .spellings import Day, Spelling, Text
from .spelt import Spelt


class ExemptionColumn(Spelt, SetColumn):
    """One of the particulars. They may be there for somebody who pays taxes, too: of an exemption that has run out."""

    def __init__(self, key: str, label: str | Promise, field: str, spelling: Spelling) -> None:
        self.key, self.label, self.field, self.spelling = key, label, field, spelling

    def read(self, pks: Sequence[int]) -> dict[int, str | date]:
        stored = TaxExemption.objects.filter(Among("customer_id", pks)).values_list("customer_id", self.field)
        return {pk: value for pk, value in stored if value}

    def write(self, values: Mapping[int, Any], *, by: Any) -> None:
        taxes.note_many(self.field, values, by=by)


def register_exemptions() -> None:
    for column in (
        ExemptionColumn("exemption_reason", _("Reason of the exemption"), "reason", Text.of(TaxExemption, "reason")),
        ExemptionColumn("exemption_until", _("Exempt until"), "valid_until", Day()),
    ):
        file_columns.register(column)
