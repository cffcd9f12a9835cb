"""Taking customers out into a file: who may, what is written down about it, at once or in the background."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ... import conf
from ...models import Job
from .. import activity, jobs, rights
from ..jobs import Piece
from .layouts import Layout
from .reading import batches
from .selections import Selection
from .sheets import Sheet

RIGHT = "export_customers"
KIND = "export"
EXPORTED = activity.kinds.register(activity.Kind("customers.exported", gettext_lazy("Customers exported"))).key


@dataclass(frozen=True)
class Download:
    """A file on its way: ``content`` is read while it is sent."""

    name: str
    content_type: str
    content: Iterator[bytes]


def export(selection: Selection, *, sheet: Sheet, layout: Layout, reason: str, by: Any) -> Download | Job:
    """Export these customers: at once when they are few, else by a job that makes a file to fetch later.

    Needs ``export_customers`` and a ``reason``; one row of the activity says who took what. Staff, superusers, partners
    and deleted accounts are never in the file.

    Raises ``PermissionDenied``, ``ValidationError``.
    """
    rights.require(by, RIGHT)
    number = selection.customers().count()
    if number <= conf.get("EXPORT_STREAM_ROWS"):
        return stream(selection, sheet=sheet, layout=layout, reason=reason, by=by)
    layout.require(number)
    return _start(selection, sheet, layout, _required(reason), by, number)


def stream(
    selection: Selection,
    *,
    sheet: Sheet,
    layout: Layout,
    reason: str,
    by: Any,
    progress: Callable[[int, int], None] | None = None,
) -> Download:
    """Export at once, however many they are; ``progress`` is told how many of how many are read.

    Raises as ``export`` does.
    """
    rights.require(by, RIGHT)
    reason, number = _required(reason), selection.customers().count()
    layout.require(number)
    activity.record(None, EXPORTED, by=by, facts=facts(selection, sheet, layout, reason, number))
    read = batches(selection.customers(), sheet)
    told = read if progress is None else _told(read, number, progress)
    return Download(layout.file_name, layout.content_type, layout.pieces(sheet.headings, told))


def facts(selection: Selection, sheet: Sheet, layout: Layout, reason: str, number: int) -> dict[str, Any]:
    """What the activity keeps of an export."""
    return {
        "customers": selection.words(),
        "filter": selection.query,
        "preset": sheet.key,
        "columns": sheet.keys,
        "count": number,
        "format": layout.kind,
        "reason": reason,
    }


@transaction.atomic
def _start(selection: Selection, sheet: Sheet, layout: Layout, reason: str, by: Any, number: int) -> Job:
    params = {
        "selection": selection.as_dict(),
        # Who comes later is not in it.
        "upto": selection.customers().aggregate(last=Max("pk"))["last"],
        "preset": sheet.key,
        "columns": sheet.keys,
        "headings": sheet.headings,
        "kind": layout.kind,
        "delimiter": layout.delimiter,
    }
    words = ngettext("Export of %(number)s customer", "Export of %(number)s customers", number)
    title = words % {"number": number_format(number, force_grouping=True)}
    job = jobs.create(KIND, by=by, title=title, params=params)
    with activity.during(job):
        activity.record(None, EXPORTED, by=by, facts=facts(selection, sheet, layout, reason, number))
    return jobs.start(job, "gathering", [Piece(number)], by=by)


def _required(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say what the file is for.")}, code="reason")
    return reason.strip()


def _told(read: Iterator[list[Any]], number: int, progress: Callable[[int, int], None]) -> Iterator[list[Any]]:
    done = 0
    for batch in read:
        yield batch
        done += len(batch)
        progress(done, number)
