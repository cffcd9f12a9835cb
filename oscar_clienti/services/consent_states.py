"""What the ledger of consents says today, and the copy of it on the customer row: ``consents`` alone calls the writers.

A state belongs to an address: it is what the ledger last said of this channel and *this* address, whatever the case
of its letters, and "never asked" for an address that the ledger doesn't know.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.crypto import salted_hmac

from ..models import Channel, ConsentEvent, ConsentState, Customer


def states(customer: Customer) -> dict[str, ConsentState]:
    """Return ``{channel: state}`` as the ledger has it, for every channel."""
    return {channel: state(standing(customer, channel)) for channel in Channel.values}


def rebuild(customer_ids: Iterable[int] | None = None, *, batch_size: int = 2000) -> int:
    """Derive the states of these customers (default: of all) from the ledger again; return how many were wrong."""
    wrong = 0
    pks = sorted(customer_ids) if customer_ids is not None else None
    for batch in _batches(pks, batch_size):
        with transaction.atomic():
            wrong += _rebuild(batch)
    return wrong


def address_of(customer: Customer, channel: str) -> str:
    """Return the address that ``channel`` writes to today, or nothing."""
    if channel == Channel.SMS:
        return customer.phone
    emails = get_user_model().objects.filter(pk=customer.pk).values_list("email", flat=True)
    return emails.first() or ""


def lock(customer: Customer) -> Customer:
    """The row as it is now, held until the end of the transaction: two acts at once follow one another."""
    return Customer.objects.select_for_update().get(pk=customer.pk)


def standing(customer: Customer, channel: str) -> ConsentEvent | None:
    """The last line about the address of today. Compared here: the databases disagree about case and accents."""
    wanted = key(channel, address_of(customer, channel))
    lines = ConsentEvent.objects.filter(customer=customer.pk, channel=channel).order_by("-at", "-pk")
    return next((line for line in lines if wanted and key(channel, line.address) == wanted), None)


def granted(addresses: Mapping[int, str], channel: str) -> set[int]:
    """Those of ``{customer's key: address}`` whose last line about this very address is a yes; in one question."""
    return {pk for pk, (said, _at) in last(addresses, channel).items() if said == ConsentState.GRANTED}


def last(addresses: Mapping[int, str], channel: str) -> dict[int, tuple[int, datetime]]:
    """State and moment of the last line about each of these addresses, where there is one; in one question."""
    found: dict[int, tuple[int, datetime]] = {}
    lines = ConsentEvent.objects.filter(customer__in=list(addresses), channel=channel).order_by("at", "pk")
    for pk, address, said, at in lines.values_list("customer_id", "address", "state", "at"):
        if key(channel, address) == key(channel, addresses[pk]):
            found[pk] = said, at
    return found


def state(line: ConsentEvent | None) -> ConsentState:
    """The state that a line stands for; no line is "never asked"."""
    return ConsentState(line.state) if line else ConsentState.NEVER_ASKED


def key(channel: str, address: str) -> str:
    """What makes two addresses the same: letters whatever their case; of a number, its digits."""
    if channel == Channel.SMS:
        return "".join(c for c in address if c.isdigit() or c == "+")
    return address.strip().lower()


def fingerprint(channel: str, address: str) -> str:
    """Return what stands in the ledger for an address of a deleted account; made with the shop's ``SECRET_KEY``."""
    return salted_hmac("oscar_clienti.consents", key(channel, address), algorithm="sha256").hexdigest()


def derive(customer: Customer) -> dict[str, tuple[int, int]]:
    """Write the states that follow from the ledger; return what changed as ``{field: (old, new)}``."""
    changes = {}
    for channel, now in states(customer).items():
        field = f"{channel}_consent"
        if getattr(customer, field) != now:
            changes[field] = (getattr(customer, field), now.value)
            setattr(customer, field, now.value)
    if changes:
        customer.save(update_fields=list(changes))
    return changes


def copy_states(source: Customer, target: Customer) -> None:
    """Let the object in the caller's hands say what was written."""
    target.email_consent, target.sms_consent = source.email_consent, source.sms_consent


def _batches(pks: list[int] | None, size: int) -> Iterable[list[int]]:
    if pks is not None:
        yield from (pks[start : start + size] for start in range(0, len(pks), size))
        return
    last = 0
    while batch := list(Customer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield batch
        last = batch[-1]


def _rebuild(pks: list[int]) -> int:
    """One batch: two reads, and one update for each state that somebody is found to need."""
    customers = list(
        Customer.objects.select_for_update()
        .filter(pk__in=pks)
        .order_by("pk")
        .only("pk", "phone", "email_consent", "sms_consent")
    )
    emails = dict(get_user_model().objects.filter(pk__in=pks).values_list("pk", "email"))
    said: dict[tuple[int, str, str], int] = {}
    lines = ConsentEvent.objects.filter(customer__in=pks).order_by("at", "pk")
    for pk, channel, address, said_state in lines.values_list("customer_id", "channel", "address", "state"):
        said[pk, channel, key(channel, address)] = said_state
    wrong: dict[tuple[str, int], list[int]] = {}
    for customer in customers:
        for channel, address in ((Channel.EMAIL, emails.get(customer.pk) or ""), (Channel.SMS, customer.phone)):
            wanted = key(channel, address)
            right = said.get((customer.pk, channel, wanted), 0) if wanted else 0
            if getattr(customer, f"{channel}_consent") != right:
                wrong.setdefault((f"{channel}_consent", right), []).append(customer.pk)
    for (field, right), ids in wrong.items():
        Customer.objects.filter(pk__in=ids).update(**{field: right})
    return len({pk for ids in wrong.values() for pk in ids})
