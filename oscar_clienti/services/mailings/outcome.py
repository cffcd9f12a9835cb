"""What became of a mailing, in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from ...models import DeliveryReason as Reason
from ...models import DeliveryState as State
from ...models import Mailing

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """How many e-mails were sent, not sent, perhaps sent; ``left_out`` says why others got none, by reason."""

    sent: int = 0
    failed: int = 0
    perhaps: int = 0
    skipped: int = 0
    left_out: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, counts: Counts) -> "Outcome":
        """Read what ``count`` counted."""
        sent, failed, perhaps, skipped = (
            counts.get(state, 0) for state in (State.SENT, State.FAILED, State.CLAIMED, State.SKIPPED)
        )
        left_out = tuple((reason.value, counts[reason]) for reason in Reason if counts.get(reason))
        return cls(sent, failed, perhaps, skipped, left_out)

    @property
    def total(self) -> int:
        return self.sent + self.failed + self.perhaps + self.skipped


def outcome(mailing: Mailing) -> Outcome:
    """The numbers of this moment; what was counted at the end, where a job is over."""
    return Outcome.of(mailing.counts or count(mailing))


def count(mailing: Mailing, pks: Sequence[int] | None = None) -> dict[str, int]:
    """Count the rows by state, and those who were left out by reason."""
    rows = mailing.deliveries.order_by()
    if pks is not None:
        rows = rows.filter(customer__in=list(pks))
    counts: dict[str, int] = {}
    found: Any = rows.values_list("state", "reason").annotate(number=Count("pk"))
    for state, reason, number in found:
        counts[state] = counts.get(state, 0) + number
        if state == State.SKIPPED:
            counts[reason] = number
    return counts


def failed_of_late(mailing: Mailing, *, at_most: int) -> int:
    """How many of its e-mails failed since the last one that was sent, in the parts of the job that sends it now.

    Who was left out is no e-mail. A row is made when its e-mail leaves, and a second try goes through them in the same
    order: their keys tell it, which an index has, and their moments tell which job it was.
    """
    rows = mailing.deliveries.all()
    if mailing.job is not None and mailing.job.started_at is not None:
        rows = rows.filter(at__gte=mailing.job.started_at)
    # With its empty reason, so that the last one is found where the index ends.
    last = rows.filter(state=State.SENT, reason="").order_by("-pk").values_list("pk", flat=True).first()
    failed = rows.filter(Q(state=State.FAILED) | Q(state=State.CLAIMED, reason=Reason.CUT_OFF), pk__gt=last or 0)
    return len(failed.order_by()[:at_most].values_list("pk"))
