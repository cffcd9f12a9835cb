"""The right to send a mailing to one person: a row that is written down in the last moment, and can't be had twice."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ...models import DeliveryState as State
from ...models import MailingDelivery

# A worker that is alive has heard from the mail server before that, or not at all.
ON_ITS_WAY = timedelta(minutes=10)


class Taken(Exception):
    """Somebody else has the right, or had it; or the customer was deleted in between."""


def once_more(unsure_before: datetime | None = None) -> Q:
    """The rows that may be taken again: what the mail server refused, and what was perhaps sent before a moment."""
    refused = Q(state=State.FAILED)
    return refused | Q(state=State.CLAIMED, at__lt=unsure_before) if unsure_before else refused


class Claim:
    """``row`` is not saved yet; ``again`` finds those that may be taken once more, ``None`` means a first one.

    It is known by its moment: of two that hold one row after the other, the former marks nothing any more.
    """

    def __init__(self, row: MailingDelivery, again: Q | None) -> None:
        self.row, self.again, self.is_taken = row, again, False

    def take(self) -> None:
        """Make the right safe, in a transaction of its own. Raises ``Taken``."""
        self.row.at = timezone.now()
        try:
            with transaction.atomic():
                if self.again is None:
                    self.row.save(force_insert=True)
                else:
                    self._take_up(self.again)
        except IntegrityError as error:
            raise Taken from error
        self.is_taken = True

    def mark(self, state: str, reason: str) -> None:
        """Write down what became of it. Raises ``Taken``, where it failed before it could be taken."""
        if not self.is_taken:
            self.take()
        self._rows().filter(state=State.CLAIMED, at=self.row.at).update(state=state, reason=reason, at=timezone.now())

    def _take_up(self, again: Q) -> None:
        """The old row with the address of now; whoever's UPDATE still finds it has it."""
        values = {name: getattr(self.row, name) for name in ("address", "state", "reason", "at")}
        if not self._rows().filter(again).update(**values):
            raise Taken

    def _rows(self) -> QuerySet[MailingDelivery]:
        return MailingDelivery.objects.filter(mailing=self.row.mailing_id, customer=self.row.customer_id)
