"""Files of notes: put to them, taken away, and none left behind."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from ...models import Note, NoteFile
from .. import files


def attach(note: Note, uploads: Iterable[Any], *, by: Any) -> list[str]:
    """Keep ``uploads`` with ``note``, whose customer's row is held; returns their cleaned names.

    Raises ``ValidationError`` at "uploads": too many, too big, of a kind that is not taken, refused by the scanner.
    """
    uploads = [upload for upload in uploads if upload]
    if uploads:
        there = NoteFile.objects.filter(note__customer=note.customer_id).count()
        try:
            files.require_room(there, len(uploads))
        except ValidationError as error:
            raise ValidationError({"uploads": error}) from error
    kinds = _looked_into(uploads)
    pairs = zip(uploads, kinds, strict=True)
    return [files.keep(NoteFile(note=note), upload, by=by, kind=kind).name for upload, kind in pairs]


def _looked_into(uploads: list[Any]) -> list[str]:
    """What each is; everything that is wrong with any of them is told at once, before the first is kept."""
    kinds, wrong = [], []
    for upload in uploads:
        try:
            kinds.append(files.check(upload))
        except ValidationError as error:
            wrong += error.messages
    if wrong:
        raise ValidationError({"uploads": wrong})
    return kinds


def detach(note: Note, public_ids: Iterable[Any]) -> list[str]:
    """Delete those of the note's files; returns their names. The files go when the transaction is committed."""
    rows = list(note.files.filter(public_id__in=list(public_ids)))
    for row in rows:
        row.delete()
    return [row.name for row in rows]
