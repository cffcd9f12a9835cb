"""What a file may say about marketing: never a yes above a no, and no yes without when and where it was given.

GDPR art. 7(1): the shop must be able to prove a consent; a bare "yes" in a spreadsheet proves nothing and stays "never
asked".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from ...models import Channel, ConsentState
from .. import consent_states
from .context import Context
from .matching import Known
from .rows import Row

_KEYS = tuple((channel, f"{channel}_consent") for channel in Channel.values)
_NEVER = ConsentState.NEVER_ASKED.value
# A no counts above everything, a question only where nothing was said.
_STRICTER = {
    (ConsentState.WITHDRAWN, ConsentState.NEVER_ASKED),
    (ConsentState.WITHDRAWN, ConsentState.GRANTED),
    (ConsentState.WITHDRAWN, ConsentState.PENDING),
    (ConsentState.PENDING, ConsentState.NEVER_ASKED),
}


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """One change of one channel; ``how`` is the merchant's word on where it was said."""

    channel: str
    old: int
    new: ConsentState
    at: datetime
    wording: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A yes of the file that changes nothing, with the reason in words; without a ``channel``, another word of it."""

    channel: str
    words: str


def changes(row: Row, known: Known | None, context: Context) -> Iterator[ConsentChange | Kept]:
    """Say what the row changes of each channel, and which yes of it can't count."""
    for channel, key in _KEYS:
        wanted = row.values.get(key)
        if wanted is None:
            if context.decisions.subscribe and known is None and channel == Channel.EMAIL:
                yield _subscription(context)
            continue
        old = known.consents[channel] if known else _NEVER
        if (wanted, old) in _STRICTER:
            yield ConsentChange(channel, old, wanted, _at(row, channel, context, known) or context.now)
        elif wanted == ConsentState.GRANTED and old != wanted:
            yield _yes(row, channel, old, known, context)


def _yes(row: Row, channel: str, old: int, known: Known | None, context: Context) -> ConsentChange | Kept:
    if old == ConsentState.WITHDRAWN:
        return Kept(channel, _("This customer said no; an import can't turn that into a yes."))
    if channel == Channel.SMS and not (row.values.get("phone") or (known and known.phone)):
        return Kept(channel, _("There is no phone number that this yes could be about."))
    at = _at(row, channel, context, None)
    how = row.values.get(f"{channel}_consent_source") or context.decisions.consent_source
    if at is None or not how:
        return Kept(channel, _("Without a day and a source this yes can't be proved: it stays “never asked”."))
    if known and _is_answered(row, channel, at, known):
        return Kept(channel, _("This yes is older than what was asked or said since: it doesn't count."))
    wording = row.values.get(f"{channel}_consent_wording") or context.decisions.consent_wording
    return ConsentChange(channel, old, ConsentState.GRANTED, at, wording, str(how))


def _is_answered(row: Row, channel: str, at: datetime, known: Known) -> bool:
    """Does the ledger have a later word about the same address? That one goes on counting."""
    address = row.values.get("phone") if channel == Channel.SMS else None
    is_another = address is not None and consent_states.key(channel, address) != consent_states.key(
        channel, known.phone
    )
    return channel in known.said and at < known.said[channel] and not is_another


def _subscription(context: Context) -> ConsentChange:
    how = _("Subscribed by the import, without having been asked")
    wording = context.decisions.consent_wording
    return ConsentChange(Channel.EMAIL, _NEVER, ConsentState.GRANTED, context.now, wording, how)


def _at(row: Row, channel: str, context: Context, known: Known | None) -> datetime | None:
    """When it was said. What somebody known says anew is said today, or an older line would go on counting."""
    if known is not None:
        return None
    at: Any = row.values.get(f"{channel}_consent_at")
    if at is None and context.decisions.consent_at:
        at = make_aware(datetime.combine(context.decisions.consent_at, time.min))
    return min(at, context.now) if at else None
