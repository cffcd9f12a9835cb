"""How a row of the activity reads, in the language of whoever looks: it keeps field names and plain values only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ...models import Activity
from ...services.activity import kinds
from ...services.file_columns import file_columns
from ...services.file_columns.extra_fields import ExtraColumn
from .facts import consent_source, facts, page, way
from .fields import field_of, label, value

__all__ = ["Change", "Entry", "consent_source", "kind_label", "page", "read", "value", "way", "who"]


@dataclass(frozen=True)
class Change:
    """One field of one act; ``shown`` is false where the value itself is not worth reading, such as a file's name."""

    label: str
    old: str
    new: str
    shown: bool = True


@dataclass(frozen=True)
class Entry:
    """One act as the merchant reads it; ``who`` is nothing for the shop itself."""

    row: Activity
    label: str
    changes: list[Change]
    facts: list[tuple[str, str]]
    who: str = ""


def read(row: Activity) -> Entry:
    """Put ``row`` into words; a kind whose app is gone shows its key."""
    return Entry(row, kind_label(row.kind), list(_changes(row)), list(facts(row)), who(row))


def who(row: Activity) -> str:
    """Who did it; of staff who was logged in as the customer, both."""
    name = row.by_name
    if not name and row.by_id is not None and row.by_id == row.customer_id:
        # The name went with the account.
        return _("The customer")
    if not name and row.by_id is None and row.kind == "message.received":
        return _("Somebody who was not signed in")
    shown = row.facts.get("as")
    return _("%(staff)s as %(customer)s") % {"staff": name, "customer": shown} if name and shown else name


def kind_label(kind: str) -> str:
    """The words for a kind, or its key."""
    known = kinds.get(kind)
    return str(known.label) if known else kind


def _changes(row: Activity) -> Iterator[Change]:
    for name, pair in row.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
        field = field_of(row.kind, name)
        if isinstance(column := file_columns.get(name) if field is None else None, ExtraColumn):
            yield Change(str(column.label), _answer(column, old), _answer(column, new))
            continue
        file = isinstance(field, models.ImageField)
        yield Change(label(name, field), value(name, field, old), value(name, field, new), not file)


def _answer(column: ExtraColumn, text: Any) -> str:
    """What a file says, in the reader's words; as it stands where the field does not know it any more."""
    try:
        return column.shown(text) or pgettext("no value", "nothing")
    except ValidationError:
        return str(text)
