"""A note can ask to be followed up on a day: done, postponed, opened again."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Note
from .. import rights
from .changing import begin, finish


@transaction.atomic
def done(note: Note, *, by: Any) -> Note:
    """Tick the follow-up off; a second time changes nothing.

    Needs ``add_note``. Raises ``PermissionDenied``, ``ValidationError`` when there is none or the note is gone.
    """
    current = _with_day(note, by)
    if current.done_at is None:
        current.done_at, current.done_by_name = timezone.now(), rights.name_of(by)
        _save(current)
        finish(current, "note.follow_up_done", by=by)
    return current


@transaction.atomic
def reopen(note: Note, *, by: Any) -> Note:
    """Take the tick away again. Needs ``add_note``. Raises as ``done`` does."""
    current = _with_day(note, by)
    if current.done_at is not None:
        current.done_at, current.done_by_name = None, ""
        _save(current)
        finish(current, "note.follow_up_reopened", by=by)
    return current


@transaction.atomic
def postpone(note: Note, *, to: date, by: Any) -> Note:
    """Follow it up on ``to`` instead, today or later. Needs ``add_note``. Raises as ``done`` does."""
    current = _with_day(note, by)
    if to < timezone.localdate():
        raise ValidationError({"to": _("This day has passed: choose today or a day to come.")})
    before = current.follow_up_on
    if before == to and current.done_at is None:
        return current
    current.follow_up_on, current.done_at, current.done_by_name = to, None, ""
    _save(current)
    return finish(current, "note.follow_up_postponed", by=by, changes={"follow_up_on": (before, to)})


def _with_day(note: Note, by: Any) -> Note:
    current = begin(note, by=by, right="add_note")
    if current.follow_up_on is None:
        raise ValidationError(_("This note asks for no follow-up any more."), code="no_follow_up")
    return current


def _save(note: Note) -> None:
    note.version += 1
    note.save()
