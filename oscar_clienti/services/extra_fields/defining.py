"""Defining fields, and everything that becomes of them. All of it needs ``manage_extra_fields``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ... import signals
from ...models import ExtraAnswer, ExtraField
from ...text import fold
from .. import activity, editing, many, rights
from . import choices as its_choices
from .choices import Choice

RIGHT = "manage_extra_fields"
FIELDS = ("label", "help_text", "translations", "required", *ExtraField.PLACES)
# As long as the model has them.
_LONGEST = {"label": 80, "help_text": 255}
_TEXTS = tuple(_LONGEST)


@transaction.atomic
def define(*, kind: str, label: str, by: Any, choices: Sequence[Choice] = (), **fields: Any) -> ExtraField:
    """Add a field at the end of the row; ``fields`` are those of ``FIELDS``, ``choices`` only for that kind.

    ``translations`` is {language: {"label": …, "help_text": …}}. Raises ``PermissionDenied``, ``ValidationError`` with
    the messages of each field, ``TypeError`` for unknown fields.
    """
    rights.require(by, RIGHT)
    last = ExtraField.objects.aggregate(last=Max("position"))["last"]
    field = ExtraField(kind=kind, position=0 if last is None else last + 1)
    _fill(field, {**fields, "label": label})
    field.key = _free_key(field.label)
    _save(field)
    if field.kind == ExtraField.Kind.CHOICE:
        its_choices.write(field, choices)
    return _done(field, "extra.defined", by)


@transaction.atomic
def update(field: ExtraField, *, by: Any, choices: Sequence[Choice] | None = None, **fields: Any) -> ExtraField:
    """Change what ``FIELDS`` names, and the choices; kind and key stay, or the answers would lose their meaning.

    Raises ``PermissionDenied``, ``ValidationError`` with the messages of each field, ``TypeError`` for unknown fields.
    """
    rights.require(by, RIGHT)
    field = _held(field)
    before = {name: getattr(field, name) for name in fields}
    _fill(field, fields)
    changes = {name: (old, getattr(field, name)) for name, old in before.items() if old != getattr(field, name)}
    if changes:
        _save(field)
    if choices is not None and field.kind == ExtraField.Kind.CHOICE:
        old, new = its_choices.write(field, choices)
        changes |= {"choices": (old, new)} if old != new else {}
    return _done(field, "extra.changed", by, changes=changes) if changes else field


@transaction.atomic
def reorder(ids: Iterable[int], *, by: Any) -> list[ExtraField]:
    """Put the fields with these ids first, in this order; the others follow as they stood. Unknown ids are ignored.

    Raises ``PermissionDenied``.
    """
    rights.require(by, RIGHT)
    row = list(ExtraField.objects.select_for_update())
    place = {pk: n for n, pk in enumerate(ids)}
    wanted = sorted(row, key=lambda field: place.get(field.pk, len(place)))
    for n, field in enumerate(wanted):
        field.position = n
    ExtraField.objects.bulk_update(wanted, ["position"], batch_size=many.BATCH) if wanted else None
    if wanted != row:
        activity.record(None, "extra.changed", by=by, facts={"sequence": [field.label for field in wanted]})
        for field in wanted:
            signals.extra_field_changed.send(sender=ExtraField, field=field, by=by)
    return wanted


@transaction.atomic
def retire(field: ExtraField, *, by: Any) -> ExtraField:
    """Ask for it nowhere any more; the answers stay. Raises ``PermissionDenied``, ``ValidationError`` if it is gone."""
    rights.require(by, RIGHT)
    field = _held(field)
    if field.is_retired:
        return field
    field.retired_at = timezone.now()
    field.save(update_fields=["retired_at"])
    return _done(field, "extra.retired", by)


@transaction.atomic
def restore(field: ExtraField, *, by: Any) -> ExtraField:
    """Ask for it again where it was asked. Raises ``PermissionDenied``, ``ValidationError`` if it is gone."""
    rights.require(by, RIGHT)
    field = _held(field)
    if not field.is_retired:
        return field
    field.retired_at = None
    field.save(update_fields=["retired_at"])
    return _done(field, "extra.restored", by)


@transaction.atomic
def delete(field: ExtraField, *, by: Any) -> None:
    """Delete a field that nobody answered. Raises ``PermissionDenied``, ``ValidationError`` where somebody did."""
    rights.require(by, RIGHT)
    field = _held(field)
    if ExtraAnswer.objects.filter(field=field).exists():
        raise ValidationError(_("Customers have answered this field: it can be retired, not deleted."), code="answered")
    _done(field, "extra.deleted", by)
    # By a query, so that field keeps its number for those who look at it after the transaction.
    ExtraField.objects.filter(pk=field.pk).delete()


def _held(field: ExtraField) -> ExtraField:
    found = ExtraField.objects.select_for_update().filter(pk=field.pk).first()
    if found is None:
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."))
    return found


def _done(field: ExtraField, kind: str, by: Any, *, changes: Mapping[str, tuple[Any, Any]] | None = None) -> ExtraField:
    facts = {"field": field.key, "name": field.label}
    activity.record(None, kind, by=by, changes=changes, facts=facts)
    signals.extra_field_changed.send(sender=ExtraField, field=field, by=by)
    return field


def _fill(field: ExtraField, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"An extra field has no {name!r} to set.")
        setattr(field, name, _translations(value) if name == "translations" else _one_line(name, value))


def _one_line(name: str, value: Any) -> Any:
    return " ".join(editing.text(value).split()) if name in _TEXTS else value


def _translations(spoken: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Without what is empty."""
    cleaned = {code: {name: _one_line(name, words.get(name)) for name in _TEXTS} for code, words in spoken.items()}
    kept = {code: {name: text for name, text in words.items() if text} for code, words in cleaned.items()}
    return {code: words for code, words in kept.items() if words}


def _save(field: ExtraField) -> None:
    field.clean_fields()
    for words in field.translations.values():
        for name, text in words.items():
            if len(text) > _LONGEST[name]:
                limit = _("This text is too long: at most %(limit)s characters fit.") % {"limit": _LONGEST[name]}
                raise ValidationError({name: limit}, code="too_long")
    _require_free_labels(field)
    try:
        with transaction.atomic():
            field.save()
    except IntegrityError as error:
        # Somebody took the key between our look and our writing.
        raise ValidationError({"label": _("There is one with this name already.")}) from error


def _require_free_labels(field: ExtraField) -> None:
    """In files a column is known by its label, in whatever language: no two may share one."""
    # Here, because these columns write through us.
    from ..file_columns import heads

    taken = heads()
    for label in field.spellings():
        if taken.get(fold(label), (own := f"extra:{field.key}")) != own:
            words = _("“%(label)s” is the name of another field or column already.")
            raise ValidationError({"label": words % {"label": label}}, code="taken")


def _free_key(label: str) -> str:
    """Made of the label: small letters, figures and underscores."""
    wanted = slugify(label).replace("-", "_").strip("_")[:34] or "field"
    taken = set(ExtraField.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    return next(key for n in range(1, len(taken) + 2) if (key := wanted if n == 1 else f"{wanted}_{n}") not in taken)
