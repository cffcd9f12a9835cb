"""The right to send a mailing to one person: a row that is written down in the last moment, and can't be had twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ...models import DeliveryReason as Reason
from ...models import DeliveryState as State
from ...models import Mailing, MailingDelivery
from . import journal

# A worker that is alive has heard from the mail server before that. (EMAIL_TIMEOUT says how long it waits at most.)
ON_ITS_WAY = timedelta(minutes=10)


class Taken(Exception):
    """Somebody else has the right, or had it; or the customer was deleted in between."""


def once_more(unsure_before: datetime | None = None) -> Q:
    """The rows that may be taken again: what surely was not sent, and what perhaps was, before a moment."""
    failed = Q(state=State.FAILED)
    return failed | Q(state=State.CLAIMED, at__lt=unsure_before) if unsure_before else failed


def give_back(mailing: Mailing, pks: Sequence[int], again: Q | None) -> int:
    """Of these people, let those be taken whose letter a worker had claimed and surely not sent when it was killed.

    To be called by whoever sends to them at once: a first claim leaves no row. Returns how many they are.
    """
    number = 0
    for unsent in journal.unsent():
        if unsent.mailing == mailing.pk and unsent.customer in pks:
            rows = MailingDelivery.objects.filter(mailing=mailing, customer=unsent.customer)
            rows = rows.filter(state=State.CLAIMED, at=unsent.at)
            found = rows.delete()[0] if again is None else rows.update(state=State.FAILED, reason=Reason.CUT_OFF)
            # Otherwise it may be another shop's, which shares the folder.
            if found:
                unsent.path.unlink(missing_ok=True)
                number += found
    return number


class Claim:
    """``row`` is not saved yet; ``again`` finds those that may be taken once more, ``None`` means a first one.

    It is known by its moment: of two that hold one row after the other, the former marks nothing any more.
    """

    def __init__(self, row: MailingDelivery, again: Q | None, book: journal.Journal) -> None:
        self.row, self.again, self.book, self.is_taken = row, again, book, False

    def take(self) -> None:
        """Make the right safe, in a transaction of its own; the e-mail is to leave at once. Raises ``Taken``, and
        ``OSError`` when the journal is broken: the e-mail must not leave then."""
        if self.is_taken:
            return
        self.row.at = timezone.now()
        self.book.claiming(self.row)
        self._write()
        self.is_taken = True
        self.book.leaving()

    def mark(self, state: str, reason: str) -> None:
        """Write down what became of it. Raises ``Taken``, where it ended before it could be taken."""
        if self.is_taken:
            rows = self._rows().filter(state=State.CLAIMED, at=self.row.at)
            rows.update(state=state, reason=reason, at=timezone.now())
        else:
            self.row.state, self.row.reason, self.row.at = state, reason, timezone.now()
            self._write()

    def _write(self) -> None:
        """A new row; or the old one with the address of now, which whoever's UPDATE still finds it has."""
        try:
            with transaction.atomic():
                if self.again is None:
                    self.row.save(force_insert=True)
                elif not self._rows().filter(self.again).update(**self._values()):
                    raise Taken
        except IntegrityError as error:
            raise Taken from error

    def _values(self) -> dict[str, object]:
        return {name: getattr(self.row, name) for name in ("address", "state", "reason", "at")}

    def _rows(self) -> QuerySet[MailingDelivery]:
        return MailingDelivery.objects.filter(mailing=self.row.mailing_id, customer=self.row.customer_id)
