"""What customers say about visits of the shop to their account."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import conf
from ...models import Customer, VisitChoice
from .. import activity
from .current import current


def allows(customer: Customer) -> bool:
    """May this account be visited, by what its owner said and by what the shop takes silence for?"""
    how = conf.get("LOG_IN_AS")
    if how == "always":
        return True
    said = VisitChoice.objects.filter(customer=customer.pk).values_list("allowed", flat=True).first()
    return how == "unless_refused" if said is None else said


def choose(customer: Customer, *, allowed: bool, by: Any) -> VisitChoice:
    """Keep what the customer says; a visit that goes on ends at its next request if they say no.

    Raises ``PermissionDenied`` for anybody but the customer in person.
    """
    if by is None or by.pk != customer.pk or current() is not None:
        raise PermissionDenied(_("Only the customer can decide this."))
    with transaction.atomic():
        said, _made = VisitChoice.objects.update_or_create(
            customer=customer, defaults={"allowed": allowed, "at": timezone.now()}
        )
        activity.record(customer, "log_in_as.allowed" if allowed else "log_in_as.not_allowed", by=by)
    return said
