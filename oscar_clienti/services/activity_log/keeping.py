"""The log does not grow without end: after ``ACTIVITY_KEEP_MONTHS`` what happened is forgotten, which is written down.

The ledger of consents is no part of this: it proves what somebody said, however long ago. Nor are the few rows that
others read for as long as the customer is there.
"""

from calendar import monthrange
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ... import conf
from ...models import Activity
from ...models.activity import ActivityQuerySet
from .. import activity

SWEPT = activity.kinds.register(activity.Kind("activity.swept", _("Old activity forgotten"))).key
# So many rows go in one transaction.
BATCH = 10_000
# Who made the account: guest orders are given to one that no shopper made. And who placed an order for the customer.
_PROOFS = ("customer.created", "log_in_as.ordered")


def limit(today: date) -> datetime | None:
    """The moment before which rows are forgotten; ``None`` when they are kept for ever."""
    months = conf.get("ACTIVITY_KEEP_MONTHS")
    if months is None:
        return None
    number = max(today.year * 12 + today.month - 1 - months, 12)
    year, month = number // 12, number % 12 + 1
    return timezone.make_aware(datetime(year, month, min(today.day, monthrange(year, month)[1])))


def over(today: date) -> QuerySet[Activity]:
    """The rows that are too old on ``today``."""
    moment = limit(today)
    return Activity.objects.none() if moment is None else _before(moment)


def sweep(today: date, *, batch: int = BATCH) -> int:
    """Forget the rows that are too old; returns how many.

    Each batch goes together with the row that tells of it: a kill leaves no gap that nobody explains.
    """
    moment, forgotten = limit(today), 0
    while moment is not None and (gone := _forget(moment, batch)):
        forgotten += gone
        if gone < batch:
            break
    return forgotten


def _before(moment: datetime) -> ActivityQuerySet:
    return Activity.objects.filter(at__lt=moment).exclude(kind__in=_PROOFS, customer__isnull=False)


@transaction.atomic
def _forget(moment: datetime, batch: int) -> int:
    old = _before(moment)
    oldest = old.order_by("at", "id").values_list("at", "id")
    last = oldest[batch - 1 : batch].first()
    if last is not None:
        at, number = last
        old = old.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lte=number))
    gone = old.forget()
    if gone:
        activity.record(None, SWEPT, by=None, facts={"count": gone, "before": moment.isoformat()})
    return gone
