"""What staff does during a visit, and one that was refused, is written down; an order says for ever who placed it."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ...models import Customer, Visit, VisitRefusal
from .. import activity, rights
from .current import current

logger = logging.getLogger("oscar_clienti.log_in_as")


def ordered(order: Any) -> None:
    """Write who placed ``order`` into its notes and into the activity; nothing where the customer did it in person.

    Never raises: it is paid for by now. What goes wrong is logged with the number of the order.
    """
    visit = current()
    if visit is None:
        return
    try:
        with transaction.atomic():
            _write_down(order, visit)
    except Exception as error:
        logger.error("Order %s: it is not written down who placed it (%s).", order.number, type(error).__name__)


def _write_down(order: Any, visit: Visit) -> None:
    """The note belongs to nobody: Oscar deletes the notes of a member of staff with their account."""
    words = _("Placed by %(who)s, who was logged in as the customer. Reason: %(reason)s")
    note = {"who": visit.by_name, "reason": visit.reason}
    get_model("order", "OrderNote")._default_manager.create(order=order, message=words % note, note_type="System")
    activity.record(visit.customer, "log_in_as.ordered", by=visit.by, facts={"order": order.number})


def note_refusal(customer: Customer, error: Exception, *, by: Any) -> None:
    """Write down who was not let into this account, and why; nothing of accounts that work here, nor of a slip."""
    why = VisitRefusal.RIGHT.value if isinstance(error, PermissionDenied) else getattr(error, "code", "")
    row = Customer.objects.shoppers().select_related("user").filter(pk=customer.pk).first()
    if why in VisitRefusal.values and row is not None and not rights.works_here(row.user):
        activity.record(row, "log_in_as.refused", by=by, facts={"why": why})


def note_request(visit: Visit, *, page: str, method: str, refused: bool, acted: bool) -> None:
    """Write down what was done, or was refused; looking is not an act."""
    facts = {"page": page, "method": method}
    if refused:
        activity.record(visit.customer, "log_in_as.stopped_short", by=visit.by, facts=facts)
    elif acted:
        activity.record(visit.customer, "log_in_as.acted", by=visit.by, facts=facts)
