"""Writing a note, editing it, pinning it, deleting it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import signals
from ...models import AlertColour, Customer, Note
from .. import activity, editing, rights
from . import files
from .alerts import take_over
from .changing import begin, finish, text_of


class AlreadyWritten(ValidationError):
    """The form was sent before; ``written`` is the note that it made."""

    def __init__(self, written: Note) -> None:
        super().__init__(_("This note was written already."), code="twice")
        self.written = written


@transaction.atomic
def write(
    customer: Customer,
    *,
    text: str,
    by: Any,
    pinned: bool = False,
    alert: bool = False,
    colour: str = AlertColour.AMBER,
    follow_up_on: date | None = None,
    uploads: Iterable[Any] = (),
    form_key: str | None = None,
) -> Note:
    """Note ``text`` down about ``customer``, with files; an ``alert`` takes the place of the one before.

    Needs ``add_note``. Raises ``PermissionDenied``, ``ValidationError`` with the messages of each field,
    ``AlreadyWritten`` for the same once more from the form with this key.
    """
    current = editing.begin(customer, by=by, right="add_note")
    note = Note(customer=current, text=text_of(text), pinned=pinned, colour=colour, follow_up_on=follow_up_on)
    note.by, note.by_name = by, rights.name_of(by)
    editing.clean(note, {"colour", "follow_up_on"})
    uploads = [upload for upload in uploads if upload]
    if form_key:
        _keep_once(note, form_key, alert, [(upload.name, upload.size) for upload in uploads])
    if alert:
        take_over(note, by=by)
    note.save()
    names = files.attach(note, uploads, by=by)
    facts = {"files": names} if names else None
    activity.record(current, "note.written", by=by, changes=_marks(Note(), note), facts=facts)
    signals.note_written.send(sender=Note, note=note, customer=current, by=by)
    return note


def may_edit(note: Note, user: Any) -> bool:
    """Authors edit what they wrote; others' notes need ``change_note``."""
    own = note.by_id is not None and note.by_id == user.pk
    return user.has_perm("oscar_clienti.change_note") or (own and user.has_perm("oscar_clienti.add_note"))


@transaction.atomic
def edit(
    note: Note,
    *,
    text: str,
    by: Any,
    pinned: bool,
    alert: bool,
    colour: str,
    follow_up_on: date | None,
    uploads: Iterable[Any] = (),
    without: Iterable[Any] = (),
    version: int | None = None,
) -> Note:
    """Say the note anew; ``without`` are the public ids of files that go. What changed in words is marked as edited.

    Needs ``change_note``, for one's own note ``add_note``. ``version`` is that of the note which the editor saw. Raises
    ``PermissionDenied``, ``ValidationError``, also when the note is newer than that or gone.
    """
    if by is not None and not may_edit(note, by):
        raise PermissionDenied(_("You don't have the right to do this."))
    own = by is not None and note.by_id == by.pk and not by.has_perm("oscar_clienti.change_note")
    current = begin(note, by=by, right="add_note" if own else "change_note")
    if version is not None and version != current.version:
        raise ValidationError(
            _("Somebody changed this note meanwhile. Copy your words, and open it again."), code="newer"
        )
    before = Note.objects.get(pk=current.pk)
    _fill(current, text_of(text), pinned=pinned, colour=colour, follow_up_on=follow_up_on)
    _mark_alert(current, alert, by=by)
    gone, come = files.detach(current, without), files.attach(current, uploads, by=by)
    return _settle(before, current, gone, come, by)


@transaction.atomic
def pin(note: Note, *, pinned: bool, by: Any) -> Note:
    """Let the note stand above the others, or no more. Needs ``add_note``. Raises as ``edit`` does."""
    current = begin(note, by=by, right="add_note")
    if current.pinned == pinned:
        return current
    current.pinned = pinned
    _save(current)
    return finish(current, "note.pinned" if pinned else "note.unpinned", by=by)


@transaction.atomic
def delete(note: Note, *, by: Any) -> None:
    """Delete the note; its files go when the transaction is committed.

    Needs ``delete_note``. Raises ``PermissionDenied``, ``ValidationError`` when it is gone already.
    """
    current = begin(note, by=by, right="delete_note")
    names = [file.name for file in current.files.all()]
    signals.note_deleted.send(sender=Note, note=current, customer=current.customer, by=by)
    current.delete()
    facts = {"files": names} if names else None
    activity.record(current.customer, "note.deleted", by=by, facts=facts)


def _keep_once(note: Note, *form: Any) -> None:
    """The customer is held: who clicked a second time waits here for the first. Other words are another note."""
    said = (*form, note.customer.pk, note.text, note.pinned, note.colour, note.follow_up_on)
    note.form_key = uuid5(UUID(int=0), repr(said)).hex
    if (written := Note.objects.filter(form_key=note.form_key).first()) is not None:
        raise AlreadyWritten(written)


def _fill(note: Note, text: str, *, pinned: bool, colour: str, follow_up_on: date | None) -> None:
    note.text, note.pinned, note.colour = text, pinned, colour
    if follow_up_on != note.follow_up_on:
        # Another day is another call.
        note.follow_up_on, note.done_at, note.done_by_name = follow_up_on, None, ""
    editing.clean(note, {"colour", "follow_up_on"})


def _mark_alert(note: Note, alert: bool, *, by: Any) -> None:
    if alert and not note.is_alert:
        take_over(note, by=by)
    elif not alert:
        note.alert_for = None


def _settle(before: Note, note: Note, gone: list[str], come: list[str], by: Any) -> Note:
    """Write what changed; nothing where nothing did."""
    changes = _marks(before, note)
    if note.text != before.text or gone or come:
        note.edited_at, note.edited_by_name = timezone.now(), rights.name_of(by)
    elif not changes:
        return note
    _save(note)
    facts = {name: names for name, names in {"files_removed": gone, "files": come}.items() if names}
    return finish(note, "note.edited", by=by, changes=changes, facts=facts)


def _save(note: Note) -> None:
    note.version += 1
    note.save()


def _marks(before: Note, after: Note) -> dict[str, tuple[Any, Any]]:
    """What the activity may keep of a note: everything but its words."""
    pairs: dict[str, tuple[Any, Any]] = {
        "pinned": (before.pinned, after.pinned),
        "alert": (before.is_alert, after.is_alert),
        "follow_up_on": (before.follow_up_on, after.follow_up_on),
    }
    if after.is_alert and before.is_alert:
        pairs["colour"] = (before.colour, after.colour)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
