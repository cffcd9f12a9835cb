"""How every change of a note begins and ends; called inside the transaction of the change."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ... import signals
from ...models import Customer, Note
from .. import activity, editing
from . import kinds  # noqa: F401  What is recorded must be registered.


def begin(note: Note, *, by: Any, right: str) -> Note:
    """Return the note as it is now, held until the end of the transaction; its customer's row is held, too.

    Raises ``PermissionDenied``, ``ValidationError`` when the note was deleted meanwhile.
    """
    customer = editing.begin(note.customer, by=by, right=right)
    current = Note.objects.select_for_update().filter(pk=note.pk, customer=customer).first()
    if current is None:
        raise ValidationError(_("Somebody deleted this note meanwhile."), code="gone")
    current.customer = customer
    return current


def finish(
    note: Note,
    kind: str,
    *,
    by: Any,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Note:
    """Write down that ``note`` was changed, and say so; returns the note."""
    activity.record(note.customer, kind, by=by, changes=changes, facts=facts)
    signals.note_changed.send(sender=Note, note=note, customer=note.customer, by=by)
    return note


def text_of(given: Any) -> str:
    """The text as it is kept: one kind of line end, no blanks around it.

    Raises ``ValidationError`` for none, for too much, and for characters that can't be kept.
    """
    text = editing.text(str(given or "").replace("\r\n", "\n").replace("\r", "\n"))
    most = Note._meta.get_field("text").max_length or 0
    if not text:
        raise ValidationError({"text": _("Write something: a note without words says nothing.")})
    if len(text) > most:
        words = _("This is too long: a note has at most %(most)s characters, and this has %(number)s.")
        raise ValidationError({"text": words % {"most": most, "number": len(text)}})
    return text


def holder(customer: Customer) -> Note | None:
    """The note that is the customer's alert, or ``None``."""
    return Note.objects.filter(alert_for=customer.pk).first()
