"""Lines of the ledger for a thousand people at once; an import writes by it. Callers use ``services.consents``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import signals
from ..models import ConsentEvent, ConsentState, Customer
from . import activity, bulk_rows, consent_states, rights

KINDS = {
    ConsentState.GRANTED: "consent.granted",
    ConsentState.WITHDRAWN: "consent.withdrawn",
    ConsentState.PENDING: "consent.requested",
    # An import that was taken back: what it wrote down was never said.
    ConsentState.NEVER_ASKED: "consent.voided",
}
activity.kinds.register(activity.Kind("consent.voided", _("Marketing consent taken back with its import")))


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that one person said, with the address that they are reached at today."""

    customer_id: int
    channel: str
    state: ConsentState
    address: str
    at: datetime
    source: str
    wording: str = ""
    wording_language: str = ""
    how: str = ""


def states_after(said: Iterable[Said]) -> dict[int, dict[str, int]]:
    """What the rows of people who never said anything before have to show: ``{customer: {field: state}}``."""
    states: dict[int, dict[str, int]] = {}
    for one in sorted(said, key=lambda one: one.at):
        states.setdefault(one.customer_id, {})[f"{one.channel}_consent"] = one.state.value
    return states


def record_many(said: Sequence[Said], *, by: Any, newcomers: bool = False) -> None:
    """Write these lines in few statements, and let the states of these people follow.

    ``newcomers`` says that the people are being made in this transaction with the states of ``states_after``, and that
    one row of the activity tells of their coming. The caller asks for rights, and whether a yes may overrule a no.
    """
    names = ("customer_id", "channel", "state", "address", "source", "wording", "wording_language", "how", "at")
    written_by = (getattr(by, "pk", None), rights.name_of(by))
    bulk_rows.insert(
        ConsentEvent,
        (*names, "by_id", "by_name"),
        [(*(getattr(one, name) for name in names), *written_by) for one in said],
    )
    if not newcomers:
        consent_states.rebuild({one.customer_id for one in said})
        _write_down(said, by)
    if signals.consent_recorded.has_listeners(ConsentEvent):
        _announce(said, by)


def _write_down(said: Sequence[Said], by: Any) -> None:
    for state, kind in KINDS.items():
        told = [(one.customer_id, _facts(one)) for one in said if one.state == state]
        activity.record_facts(told, kind, by=by)


def _facts(one: Said) -> Mapping[str, str]:
    facts = {"channel": one.channel, "address": one.address, "source": one.source, "how": one.how}
    return {name: value for name, value in facts.items() if value}


def _announce(said: Sequence[Said], by: Any) -> None:
    people = Customer.objects.in_bulk({one.customer_id for one in said})
    for one in said:
        event = ConsentEvent(by=by, **{name: getattr(one, name) for name in one.__slots__})
        signals.consent_recorded.send(sender=ConsentEvent, event=event, customer=people[one.customer_id], by=by)
