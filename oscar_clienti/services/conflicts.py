"""Two members of staff edit one customer: the second is told what changed meanwhile."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Activity, Customer

# Acts that count a version up, each with one row.
_EXEMPTIONS = ("exemption.granted", "exemption.changed", "exemption.ended", "exemption.expired")
_GROUPS = ("group.assigned", "group.ended", "group.by_rule")
_KINDS = ("customer.", "tags.changed", "extra.answered", *_GROUPS, *_EXEMPTIONS)
# Nobody needs to read more of it on one page.
_MOST = 200


class Conflict(ValidationError):
    """The customer changed since the form was opened; ``rows`` of the activity say what and by whom, oldest first."""

    def __init__(self, customer: Customer, version: int) -> None:
        self.customer = customer
        self.current_version = customer.version
        self.rows = _since(customer, version)
        words = _("Somebody changed this customer while you were editing. Nothing was saved yet.")
        super().__init__(words, code="conflict")

    @property
    def before(self) -> dict[str, Any]:
        """What the fields that changed meanwhile said before, as the activity keeps it."""
        olds: dict[str, Any] = {}
        for row in self.rows:
            for field, (old, _new) in row.changes.items():
                olds.setdefault(field, old)
        return olds


def _since(customer: Customer, version: int) -> list[Activity]:
    """Each version has one row, so the newest rows are those that the editor has not seen."""
    latest = Activity.objects.filter(customer=customer).order_by("-at", "-pk")[:_MOST]
    counting = [row for row in latest if row.kind.startswith(_KINDS)]
    return counting[: max(customer.version - version, 1)][::-1]
