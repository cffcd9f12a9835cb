"""What staff does during a visit is written down; an order says for ever who placed it."""

from typing import Any

from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ...models import Visit
from .. import activity
from .current import current


def ordered(order: Any) -> None:
    """Write who placed ``order`` into its notes and into the activity; nothing where the customer did it in person.

    The note belongs to nobody: Oscar deletes the notes of a member of staff with their account.
    """
    visit = current()
    if visit is None:
        return
    words = _("Placed by %(who)s, who was logged in as the customer. Reason: %(reason)s")
    note = {"who": visit.by_name, "reason": visit.reason}
    get_model("order", "OrderNote")._default_manager.create(order=order, message=words % note, note_type="System")
    activity.record(visit.customer, "log_in_as.ordered", by=visit.by, facts={"order": order.number})


def note_request(visit: Visit, *, page: str, method: str, refused: bool, acted: bool) -> None:
    """Write down what was done, or was refused; looking is not an act."""
    facts = {"page": page, "method": method}
    if refused:
        activity.record(visit.customer, "log_in_as.stopped_short", by=visit.by, facts=facts)
    elif acted:
        activity.record(visit.customer, "log_in_as.acted", by=visit.by, facts=facts)
