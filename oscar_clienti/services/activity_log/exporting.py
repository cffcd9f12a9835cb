"""The log as a file: what was asked for, while it is being read, and one row that says who took it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ... import conf
from ...models import Activity
from ...registries import remembering
from .. import activity, rights
from ..exports import Download
from ..exports.delimited import csv_lines
from ..file_columns.formulas import escape
from .asking import Asked
from .reading import batches

RIGHT = "export_activity"
EXPORTED = activity.kinds.register(activity.Kind("activity.exported", _("Activity log exported"))).key

# Puts a row into the reader's words.
Words = Callable[[Activity], Sequence[str]]


def export(asked: Asked, *, headings: Sequence[str], words: Words, by: Any) -> Download:
    """Take out what is asked for, newest first, up to this moment; ``words`` gives the cells of a row.

    Needs ``export_activity``; rows that ``by`` may not see are not in it. Raises ``PermissionDenied``.
    """
    rights.require(by, RIGHT)
    now = timezone.now()
    asked = asked.by(by) if by is not None else asked
    upto = replace(asked, until=min(asked.until or now, now))
    with transaction.atomic():
        number = upto.narrow(Activity.objects.order_by()).count()
        activity.record(None, EXPORTED, by=by, facts={"filter": str(asked), "count": number})
    name = f"activity-{timezone.localtime(now):%Y-%m-%d-%H%M}.csv"
    return Download(name, "text/csv; charset=utf-8", csv_lines(headings, _lines(upto, words, number)))


def _lines(asked: Asked, words: Words, number: int) -> Iterator[list[list[str]]]:
    for batch in batches(asked, few=number <= conf.get("COUNT_LIMIT")):
        with remembering():
            lines = [[escape(cell) for cell in words(row)] for row in batch]
        yield lines
