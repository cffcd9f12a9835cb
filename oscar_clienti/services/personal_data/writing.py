"""The ZIP that a person takes away: one JSON for programs, a CSV of each part for people."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from ..file_columns.formulas import escape
from . import person, shopping  # noqa: F401  They register the parts.
from .parts import Row, data_parts


def archive(user: Any) -> bytes:
    """Everything about ``user``, packed; what the shop has nothing of has no CSV."""
    tables = {part.key: list(part.rows(user)) for part in data_parts}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", _json(tables))
        for key, rows in tables.items():
            if rows:
                packed.writestr(f"{key}.csv", _csv(rows))
    return out.getvalue()


def _json(tables: dict[str, list[Row]]) -> str:
    everything = {"made": timezone.now(), **tables}
    return json.dumps(everything, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    """Dates and amounts as Django writes them, promises and all else as words."""
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)


def _csv(rows: Sequence[Row]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    # With a mark that tells spreadsheets which letters these are.
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return escape(value.isoformat() if hasattr(value, "isoformat") else str(value))
