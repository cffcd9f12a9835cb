"""A column of the list for each field of extra information, for whoever chooses it."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import lazystr

from ...models import Customer, ExtraAnswer, ExtraField
from ...services import extra_fields
from ...services.extra_fields import values
from .base import Column, columns

_PREFIX = "extra:"


class ExtraColumn(Column):
    """The answers of the page's customers, read in one question."""

    default = False

    def __init__(self, field: ExtraField) -> None:
        self.field, self.key, self.label = field, f"{_PREFIX}{field.key}", lazystr(field)
        self.css = "cl-number" if field.kind == ExtraField.Kind.NUMBER else ""

    def prepare(self, customers: Sequence[Customer]) -> None:
        answers = ExtraAnswer.objects.filter(field=self.field, customer__in=[customer.pk for customer in customers])
        self.answers = dict(answers.values_list("customer_id", self.field.column))

    def cell(self, customer: Customer) -> Any:
        return values.shown(self.field, self.answers.get(customer.pk))


columns.provide(_PREFIX, lambda: [ExtraColumn(field) for field in extra_fields.everything() if not field.is_retired])
