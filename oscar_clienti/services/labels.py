"""What groups and tags have in common: being created, edited and put in order.

Callers use ``services.groups`` and ``services.tags``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, models, router, transaction
from django.utils.translation import gettext as _

from ..models import Customer, CustomerGroup, State, Tag
from ..models.labels import Label
from . import activity, many, rights

L = TypeVar("L", bound=Label)

# Up to this number of people, deleting or merging a label sends a signal for each of them.
FEW = 1000
FIELDS: dict[type[Label], tuple[str, ...]] = {
    CustomerGroup: ("name", "description", "colour", "tax_exempt"),
    Tag: ("name", "description", "colour"),
}
_WORDS: dict[type[Label], str] = {CustomerGroup: "group", Tag: "tag"}


def word(label: Label | type[Label]) -> str:
    """Return "group" or "tag": the subject in rights and in kinds of activity."""
    return _WORDS[label if isinstance(label, type) else type(label)]


def require(label: Label | type[Label], by: Any) -> None:
    """Ask for ``manage_groups`` or ``manage_tags``; raises ``PermissionDenied``."""
    rights.require(by, f"manage_{word(label)}s")


@transaction.atomic
def create(model: type[L], *, by: Any, **fields: Any) -> L:
    """Make a label at the end of the row.

    Raises ``PermissionDenied``, ``ValidationError`` for a name that exists or a wrong colour, ``TypeError`` for
    unknown fields.
    """
    require(model, by)
    last = model.objects.aggregate(last=models.Max("position"))["last"]
    label = model(position=0 if last is None else last + 1)
    _fill(label, fields)
    _save(label)
    activity.record(None, f"{word(label)}.created", by=by, facts={word(label): label.pk, "name": label.name})
    return label


@transaction.atomic
def update(label: L, *, by: Any, **fields: Any) -> L:
    """Change the fields that this kind of label has; the slug stays, because designers wrote it into templates.

    Raises ``PermissionDenied``, ``ValidationError`` (also for a label that was deleted meanwhile), ``TypeError``.
    """
    require(label, by)
    (label,) = locked(type(label), label)
    before = {name: getattr(label, name) for name in fields if name in FIELDS[type(label)]}
    _fill(label, fields)
    changes = {name: (old, getattr(label, name)) for name, old in before.items() if old != getattr(label, name)}
    if changes:
        _save(label)
        facts = {word(label): label.pk, "name": label.name}
        activity.record(None, f"{word(label)}.changed", by=by, changes=changes, facts=facts)
    return label


@transaction.atomic
def reorder(model: type[L], ids: Iterable[int], *, by: Any) -> list[L]:
    """Put the labels with these ids first, in this order; those not named follow as they stood.

    Unknown ids are ignored: somebody may have deleted one meanwhile. Raises ``PermissionDenied``.
    """
    require(model, by)
    row = list(model.objects.select_for_update().order_by("position", "name_key"))
    place = {pk: n for n, pk in enumerate(ids)}
    wanted = sorted(row, key=lambda label: place.get(label.pk, len(place)))
    moved = [label for n, label in enumerate(wanted) if label.position != n]
    for n, label in enumerate(wanted):
        label.position = n
    if moved:
        model.objects.bulk_update(moved, ["position"], batch_size=many.BATCH)
    if wanted != row:
        activity.record(None, f"{word(model)}.changed", by=by, facts={"sequence": [label.name for label in wanted]})
    return wanted


def hold(pks: Sequence[int]) -> None:
    """Keep these customers' rows until the end of the transaction.

    Always before a label is held: an edit of one customer comes by this way too, and two who wait for each other would
    both fail.
    """
    for batch in many.batches(pks):
        list(Customer.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk", flat=True))


@overload
def locked(model: type[L], *labels: L) -> list[L]: ...
@overload
def locked(model: type[L], *labels: L | None) -> list[L | None]: ...
def locked(model: type[L], *labels: L | None) -> Any:
    """Read these labels again and hold them until the end of the transaction; ``None`` stays ``None``.

    Raises ``ValidationError`` when one was deleted meanwhile.
    """
    pks = [label.pk for label in labels if label is not None]
    # The weaker lock where there is one: others' foreign keys to the label need not wait for us, nor we for them.
    weaker = connections[router.db_for_write(model)].features.has_select_for_no_key_update
    held = model.objects.select_for_update(no_key=weaker).filter(pk__in=pks).order_by("pk")
    found = {row.pk: row for row in held}
    if len(found) < len(set(pks)):
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."))
    return [None if label is None else found[label.pk] for label in labels]


def two(model: type[L], label: L, other: L | None) -> tuple[L, L | None]:
    """Like ``locked`` for a label that is about to go and the one that takes its people, which must be another."""
    going, staying = locked(model, label, other)
    if going == staying:
        raise ValidationError(_("Choose another one: this is the one that goes away."))
    return going, staying  # type: ignore[return-value]


@dataclass(frozen=True)
class Size:
    """How many people a label has: those of the list, and those who may not sign in."""

    active: int = 0
    inactive: int = 0

    @property
    def people(self) -> int:
        return self.active + self.inactive


def sizes(counted: Iterable[tuple[int, int, int]]) -> dict[int, Size]:
    """Gather rows of (label, state, number of people) by label."""
    found: dict[int, dict[int, int]] = {}
    for label, state, number in counted:
        found.setdefault(label, {})[state] = number
    return {pk: Size(by.get(State.ACTIVE, 0), by.get(State.INACTIVE, 0)) for pk, by in found.items()}


def _fill(label: Label, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS[type(label)]:
            raise TypeError(f"A {word(label)} has no field {name!r} to set.")
        setattr(label, name, " ".join(value.split()) if name == "name" else value)


def _save(label: Label) -> None:
    label.full_clean(exclude=["name_key", "slug"])
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        # Somebody took the name between our look and our writing.
        raise ValidationError({"name": _("There is one with this name already.")}) from error
