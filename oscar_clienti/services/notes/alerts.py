"""The one note of a customer that everybody sees who deals with them: in the list, on orders, on the profile."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from ...models import AlertColour, Customer, Note
from .. import editing
from .changing import begin, finish, holder


def alert_of(customer: Customer | None) -> Note | None:
    """The alert of ``customer``: ``line`` are its words for one line, ``colour`` a key of ``AlertColour``.

    Show it only to staff who hold ``view_note``.
    """
    return None if customer is None or not customer.is_reachable else holder(customer)


def alerts_of(pks: Iterable[int]) -> dict[int, Note]:
    """The alerts of these customers by their keys, in one query."""
    rows = Note.objects.filter(alert_for__in=list(pks)).only("pk", "alert_for", "customer", "text", "colour")
    return {row.customer_id: row for row in rows}


@transaction.atomic
def alert(note: Note, *, colour: str = "", by: Any) -> Note:
    """Make ``note`` the alert of its customer; the one before stays a note.

    Needs ``add_note``. Raises ``PermissionDenied``, ``ValidationError`` for an unknown colour or a note that is gone.
    """
    current = begin(note, by=by, right="add_note")
    current.colour = colour or current.colour or AlertColour.AMBER
    editing.clean(current, {"colour"})
    if not current.is_alert:
        take_over(current, by=by)
    current.version += 1
    current.save()
    return finish(current, "note.alert", by=by)


@transaction.atomic
def quieten(note: Note, *, by: Any) -> Note:
    """Let ``note`` be an alert no more; it stays a note. Needs ``add_note``. Raises as ``alert`` does."""
    current = begin(note, by=by, right="add_note")
    if current.is_alert:
        current.alert_for = None
        current.version += 1
        current.save()
        finish(current, "note.alert_ended", by=by)
    return current


def take_over(note: Note, *, by: Any) -> None:
    """Let ``note`` be the alert; the caller saves it, and holds the customer's row."""
    former = holder(note.customer)
    if former is not None and former.pk != note.pk:
        former.alert_for = None
        former.version += 1
        former.customer = note.customer
        former.save()
        finish(former, "note.alert_ended", by=by)
    note.alert_for = note.customer
