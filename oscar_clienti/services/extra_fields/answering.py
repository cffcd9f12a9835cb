"""Writing what customers answer: by themselves, by staff, by a file."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ... import signals
from ...models import Customer, ExtraAnswer, ExtraField
from .. import editing, many
from . import values

# How the activity and files name a field.
PREFIX = "extra:"


def answer(customer: Customer, answers: Mapping[str, Any], *, by: Any) -> Customer:
    """Write ``{key of a field: value}``; ``None`` or nothing takes an answer away. What is not named stays.

    Customers answer for themselves; whoever else does needs ``change_customer``. Whether a required field may stay
    empty is the form's to say: shoppers have to answer it, staff need not know.

    Raises ``PermissionDenied``, ``ValidationError`` with the messages of each key; also for a field that was retired or
    deleted meanwhile.
    """
    with transaction.atomic():
        in_person = by is not None and by.pk == customer.pk
        current = editing.begin(customer, by=None if in_person else by, right="change_customer")
        fields = _fields(answers)
        known = {row.field_id: row for row in ExtraAnswer.objects.filter(customer=current.pk, field__in=list(fields))}
        changes = {}
        for field, value in _cleaned(fields, answers):
            old = getattr(known[field.pk], field.column) if field.pk in known else None
            if value != old:
                _write(current, field, known.get(field.pk), value)
                changes[f"{PREFIX}{field.key}"] = (values.text(field, old), values.text(field, value))
        if changes:
            current = editing.finish(current, "extra.answered", by=by, changes=changes)
            signals.extra_answered.send(sender=Customer, customer=current, changes=changes, by=by)
    return current


def answer_many(field: ExtraField, answers: Mapping[int, Any], *, by: Any) -> None:
    """Write typed ``{customer: value}`` as a file brings them; ``None`` takes an answer away.

    Called inside the transaction of an import, which writes the activity and has asked for the right. Raises
    ``ValidationError`` when the field was deleted meanwhile.
    """
    if not ExtraField.objects.filter(pk=field.pk).exists():
        raise ValidationError(_gone())
    for pks in many.batches(sorted(answers)):
        ExtraAnswer.objects.filter(many.Among("customer_id", pks), field=field).delete()
        rows = [ExtraAnswer.of(pk, field, answers[pk]) for pk in pks if answers[pk] is not None]
        ExtraAnswer.objects.bulk_create(rows, batch_size=500)


def _fields(answers: Mapping[str, Any]) -> dict[int, ExtraField]:
    """Those that are named; one that is not asked any more refuses them all."""
    found = ExtraField.objects.filter(key__in=list(answers), retired_at=None).prefetch_related("choices")
    fields = {field.pk: field for field in found}
    if len(fields) < len(answers):
        raise ValidationError(_gone())
    return fields


def _gone() -> str:
    return _("One of the fields of extra information was retired meanwhile. Please look at the form again.")


def _cleaned(fields: Mapping[int, ExtraField], answers: Mapping[str, Any]) -> list[tuple[ExtraField, Any]]:
    cleaned: list[tuple[ExtraField, Any]] = []
    wrong: dict[str, ValidationError] = {}
    for field in fields.values():
        try:
            cleaned.append((field, values.clean(field, answers[field.key])))
        except ValidationError as error:
            wrong[field.key] = error
    if wrong:
        raise ValidationError(wrong)
    return cleaned


def _write(customer: Customer, field: ExtraField, known: ExtraAnswer | None, value: Any) -> None:
    if value is None:
        ExtraAnswer.objects.filter(customer=customer.pk, field=field).delete()
        return
    row = ExtraAnswer.of(customer.pk, field, value)
    row.pk = known.pk if known else None
    row.save()
