"""Which fields there are, and what customers answered."""

from collections.abc import Iterable

from django.db.models import Count

from ...models import Customer, ExtraAnswer, ExtraField
from .. import labels
from .values import Told
from .values import shown as in_words


def everything() -> list[ExtraField]:
    """Every field in the merchant's order, retired ones too, with its choices: two questions."""
    return list(ExtraField.objects.prefetch_related("choices"))


def asked(place: str) -> list[ExtraField]:
    """The fields asked in ``place`` (one of ``ExtraField.PLACES``), with their choices; one question where none is."""
    return list(ExtraField.objects.filter(retired_at=None, **{place: True}).prefetch_related("choices"))


def shown(customer: Customer) -> list[Told]:
    """All fields with this customer's answers; retired ones only where there is an answer."""
    fields = everything()
    answers = values_of(customer, fields) if fields else {}
    return [
        Told(field, in_words(field, answers.get(field.pk)))
        for field in fields
        if not field.is_retired or field.pk in answers
    ]


def told(customer: Customer) -> list[tuple[str, str]]:
    """Label and answer of all that this customer answered, for the person's own copy of their data."""
    return [(one.label, one.words) for one in shown(customer) if one.words]


def values_of(customer: Customer, fields: Iterable[ExtraField]) -> dict[int, object]:
    """The typed answers of one customer to ``fields``, by the field's number: one question."""
    by_pk = {field.pk: field for field in fields}
    rows = ExtraAnswer.objects.filter(customer=customer.pk, field__in=list(by_pk))
    return {row.field_id: getattr(row, by_pk[row.field_id].column) for row in rows}


def sizes() -> dict[int, labels.Size]:
    """How many customers answered each field, in one query; fields without answers are not named.

    One that only staff, partners or deleted accounts answered is named, with nobody: its answers are kept all the same.
    """
    counted = ExtraAnswer.objects.order_by().values_list("field", "customer__state").annotate(Count("pk"))
    return labels.sizes(counted)
