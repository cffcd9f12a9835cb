"""Two members of staff edit one customer: the second is told what changed meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from ...models import Activity, Customer

# Acts that count a version up, each with one row.
_KINDS = ("customer.", "group.assigned", "tags.changed")


@dataclass(frozen=True)
class Meanwhile:
    """A field that somebody else changed, with the plain values that the activity keeps."""

    field: str
    label: str
    old: Any
    new: Any
    by_name: str
    at: datetime


class Conflict(ValidationError):
    """The customer changed since the form was opened; ``meanwhile`` says what, newest last."""

    def __init__(self, customer: Customer, version: int) -> None:
        self.customer = customer
        self.meanwhile = list(_since(customer, version))
        super().__init__(
            _("Somebody changed this customer while you were editing. Nothing was saved yet."), code="conflict"
        )


def _since(customer: Customer, version: int) -> Iterator[Meanwhile]:
    """Each version has one row, so the newest rows are those that the other side has not seen."""
    rows = [
        row
        for row in Activity.objects.filter(customer=customer).order_by("-at", "-pk")[:200]
        if row.kind.startswith(_KINDS)
    ][: max(customer.version - version, 1)]
    for row in reversed(rows):
        for field, (old, new) in row.changes.items():
            yield Meanwhile(field, label_of(field), old, new, row.by_name, row.at)


def label_of(field: str) -> str:
    """The merchant's word for a field of the customer."""
    words = {"is_active": _("Active"), "username": _("User name")}
    try:
        return words.get(field) or str(Customer._meta.get_field(field).verbose_name)
    except FieldDoesNotExist:
        return field
