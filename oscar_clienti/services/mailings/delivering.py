"""The e-mails of one part of a mailing, each claimed in the moment in which it leaves and marked when it has left.

The rule, for when a worker is killed or a connection breaks: a row that is claimed and not marked is not sent again
("perhaps sent"), unless the merchant says so. There is at most one such row for each kill and each broken connection:
by SMTP the server has heard all but the last line when the claim is made, and drops what has no end. Everybody else
gets it once: the row that is written then, in a transaction of its own, is the only right to send, and there is one for
each person.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ...models import Customer, Mailing, MailingDelivery
from ...models import DeliveryState as State
from .. import activity, letters, many
from .audience import Recipient, look
from .claims import Claim, Taken, give_back
from .composing import compose, named
from .journal import Journal
from .line import IN_A_ROW, Line
from .outcome import failed_of_late

_LABEL = gettext_lazy("Message to many customers received")
RECEIVED = activity.kinds.register(activity.Kind("message.mailed", _LABEL)).key


def deliver(mailing: Mailing, pks: Sequence[int], *, by: Any, again: Q | None = None) -> None:
    """Send it to these people, so far as nobody has claimed them; ``again``: to those whose row it finds.

    To be called outside of a transaction. Safe to run again, and by two at once. Raises ``ValidationError`` when the
    mail server is not there, or takes nothing any more.
    """
    give_back(mailing, pks, again)
    if again is None:
        _leave_out(mailing, pks)
    try:
        with Line(failed_of_late(mailing, at_most=IN_A_ROW)) as line, Journal() as journal:
            _deliver_all(line, journal, mailing, pks, again)
            # Of a worker that was thought dead, and died only now.
            while give_back(mailing, pks, again):
                _deliver_all(line, journal, mailing, pks, again)
            line.check()
    finally:
        note(mailing, pks, by=by)


@transaction.atomic
def note(mailing: Mailing, pks: Sequence[int] | None = None, *, by: Any) -> None:
    """Write down for those who got it (default: all of them) that they did: in their timeline, once, and among their
    e-mails."""
    rows = mailing.deliveries.filter(state=State.SENT, noted=False)
    rows = rows if pks is None else rows.filter(customer__in=list(pks))
    # The customers before what is theirs, as everybody does: one of them may be being deleted.
    for batch in many.batches(sorted(rows.values_list("customer", flat=True))):
        list(Customer.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
    sent = dict(rows.select_for_update().order_by("pk").values_list("customer", "address"))
    if not sent:
        return
    read = [(one.pk, compose(mailing, one, to=sent[one.pk], example=True)) for one in _customers(sent)]
    facts = [(pk, {"mailing": mailing.pk, "subject": letter.subject}) for pk, letter in read]
    # One moment for both: by it the timeline knows that they are one thing.
    now = timezone.now()
    activity.record_facts(facts, RECEIVED, by=by, at=now)
    # Without the way out, which is a key.
    kept = [(pk, letter.to, letter.subject, letter.text, letter.language) for pk, letter in read]
    letters.keep_many(kept, at=now)
    mailing.deliveries.filter(customer__in=list(sent)).update(noted=True)


def _customers(pks: Iterable[int]) -> Iterator[Customer]:
    for batch in many.batches(sorted(pks)):
        yield from Customer.objects.filter(pk__in=batch)


def _rows(mailing: Mailing, pks: Sequence[int]) -> QuerySet[MailingDelivery]:
    return MailingDelivery.objects.filter(mailing=mailing, customer__in=list(pks))


def _waiting(mailing: Mailing, pks: Sequence[int], again: Q | None) -> list[int]:
    """Those of whom nothing is written down; or those who may get it once more."""
    rows = _rows(mailing, pks)
    if again is not None:
        return list(rows.filter(again).order_by("customer").values_list("customer", flat=True))
    there = set(rows.values_list("customer", flat=True))
    return [pk for pk in pks if pk not in there]


def _leave_out(mailing: Mailing, pks: Sequence[int]) -> None:
    """Those who may not be written to, in few statements; all others are looked at once more when it is their turn."""
    found = look(_waiting(mailing, pks, None), marketing=mailing.is_marketing)
    out = [_row(mailing, one) for one in found if one.reason]
    MailingDelivery.objects.bulk_create(out, ignore_conflicts=True)


def _row(mailing: Mailing, one: Recipient) -> MailingDelivery:
    state = State.SKIPPED if one.reason else State.CLAIMED
    return MailingDelivery(mailing=mailing, customer=one.customer, address=one.address, state=state, reason=one.reason)


def _deliver_all(line: Line, journal: Journal, mailing: Mailing, pks: Sequence[int], again: Q | None) -> None:
    for pk in _waiting(mailing, pks, again):
        line.ready()
        with suppress(Taken):
            _deliver(line, journal, mailing, pk, again)


def _deliver(line: Line, journal: Journal, mailing: Mailing, pk: int, again: Q | None) -> None:
    """Look at somebody once more, and send it. Raises ``Taken`` when somebody was quicker."""
    for one in look([pk], marketing=mailing.is_marketing):
        claim = Claim(_row(mailing, one), again, journal)
        if one.reason:
            claim.mark(State.SKIPPED, one.reason)
        else:
            letter = named(compose(mailing, one.customer, to=one.address), mailing, one.customer)
            claim.mark(*line.send(letter, claim))
