"""Filters with a name: who is in a segment is looked up whenever somebody asks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import conf
from ..filters import CustomerFilter
from ..models import Segment
from ..text import fold
from . import activity, editing, rights

RIGHT = "manage_segments"


@transaction.atomic
def save(name: str, *, query: str, by: Any) -> Segment:
    """Keep the filter ``query`` under ``name``.

    Needs ``manage_segments``. Raises ``PermissionDenied``, ``ValidationError`` (a name that exists, a filter that says
    nothing or isn't understood).
    """
    rights.require(by, RIGHT)
    segment = Segment(by=by, by_name=rights.name_of(by), query=_understood(query))
    _name(segment, name)
    activity.record(None, "segment.created", by=by, facts=_facts(segment))
    return segment


@transaction.atomic
def rename(segment: Segment, *, name: str, by: Any) -> Segment:
    """Give it another name; returns it afresh.

    Needs ``manage_segments``. Raises ``PermissionDenied``, ``ValidationError`` (a name that exists, a deleted segment).
    """
    segment, old = _held(segment, by), segment.name
    _name(segment, name)
    if segment.name != old:
        activity.record(None, "segment.changed", by=by, changes={"name": (old, segment.name)}, facts=_facts(segment))
    return segment


@transaction.atomic
def replace(segment: Segment, *, query: str, by: Any) -> Segment:
    """Give it another filter; returns it afresh.

    Needs ``manage_segments``. Raises ``PermissionDenied``, ``ValidationError`` like ``save``.
    """
    segment = _held(segment, by)
    segment.query = _understood(query)
    segment.save()
    # Not the filter itself: whoever searched for a person wrote the person's name into it.
    activity.record(None, "segment.changed", by=by, facts={**_facts(segment), "filter": "replaced"})
    return segment


@transaction.atomic
def delete(segment: Segment, *, by: Any) -> None:
    """Forget the name; nothing happens to the customers.

    Needs ``manage_segments``. Raises ``PermissionDenied``, ``ValidationError`` when it is gone already.
    """
    segment = _held(segment, by)
    activity.record(None, "segment.deleted", by=by, facts=_facts(segment))
    segment.delete()


def size(segment: Segment) -> int | None:
    """How many are in it now; ``None`` when they are more than ``COUNT_LIMIT``.

    Raises ``ValidationError`` when its filter lost a part (a group was deleted): the rest would be other people.
    """
    limit = conf.get("COUNT_LIMIT")
    people = CustomerFilter.exactly(segment.query).apply().order_by()
    found = people.values("pk")[: limit + 1].count()
    return found if found <= limit else None


def _understood(query: str) -> str:
    found = CustomerFilter.from_string(query)
    if found.errors:
        raise ValidationError(found.left_out())
    if not found:
        raise ValidationError(_("Filter the list first: without a filter it would be everybody."))
    return str(found)


def _held(segment: Segment, by: Any) -> Segment:
    rights.require(by, RIGHT)
    held = Segment.objects.select_for_update().filter(pk=segment.pk).first()
    if held is None:
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."))
    return held


def _name(segment: Segment, name: str) -> None:
    """Set the name and save; raises ``ValidationError`` at ``name``."""
    segment.name = " ".join(editing.text(name).split())
    try:
        editing.clean(segment, {"name"})
        if Segment.objects.filter(name_key=fold(segment.name)[:100]).exclude(pk=segment.pk).exists():
            raise _taken()
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        # Somebody took the name between our look and our writing.
        raise _taken() from error


def _taken() -> ValidationError:
    return ValidationError({"name": _("There is one with this name already.")})


def _facts(segment: Segment) -> dict[str, Any]:
    return {"segment": segment.pk, "name": segment.name}
