"""The ledger of consents and the states that follow from it. Nobody else writes either (DESIGN decision 12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import signals
from ..models import Channel, ConsentEvent, ConsentState, Customer
from ..registries import Registry
from . import activity, consent_states, log_in_as, rights
from .consent_ledger import KINDS, Said, record_many, states_after
from .consent_states import address_of, fingerprint, rebuild, states

__all__ = [
    "ConsentSource",
    "Said",
    "address_of",
    "consent_sources",
    "fingerprint",
    "follow_address",
    "forget",
    "grant",
    "readdress",
    "rebuild",
    "record_many",
    "request",
    "states",
    "states_after",
    "withdraw",
]


@dataclass(frozen=True)
class ConsentSource:
    """Where a consent was said: ``key`` is stored (at most 64 characters), ``label`` is read by the merchant."""

    key: str
    label: str | Promise


consent_sources: Registry[ConsentSource] = Registry("consent source")

STAFF = consent_sources.register(ConsentSource("staff", gettext_lazy("Staff")))
consent_sources.register(ConsentSource("registration", gettext_lazy("Registration")))
consent_sources.register(ConsentSource("checkout", gettext_lazy("Checkout")))
consent_sources.register(ConsentSource("account", gettext_lazy("Customer's account page")))
consent_sources.register(ConsentSource("import", gettext_lazy("Import")))
consent_sources.register(ConsentSource("unsubscribe", gettext_lazy("Unsubscribe link")))


def grant(
    customer: Customer,
    *,
    channel: str,
    source: str,
    wording: str,
    by: Any,
    wording_language: str = "",
    how: str = "",
    at: datetime | None = None,
) -> ConsentEvent:
    """Write down a yes and return its line in the ledger.

    Who says yes for somebody else (staff) must say ``how`` it was given. Saying the same again – same words, source
    and address – adds nothing and returns the line that stands; other words are a new consent. ``at`` is for consents
    given earlier: an old yes doesn't overrule a later no.

    Raises ``PermissionDenied``, and ``ValidationError`` for an unknown channel, a missing address or ``how``, or a
    time to come.
    """
    how = how.strip(" \t\r\n\x00")
    if not how and (source == STAFF.key or not _is_self(customer, by)):
        raise ValidationError({"how": _("Say how the customer gave this consent.")}, code="how")
    return _record(
        customer, ConsentState.GRANTED, channel, by, at,
        source=source, wording=wording, wording_language=wording_language, how=how,
    )  # fmt: skip


def withdraw(
    customer: Customer,
    *,
    channel: str,
    source: str,
    by: Any,
    wording: str = "",
    wording_language: str = "",
    how: str = "",
    at: datetime | None = None,
) -> ConsentEvent:
    """Write down a no and return its line; somebody who was never asked may say no as well.

    Raises ``PermissionDenied``, and ``ValidationError`` as ``grant`` does, but asks for no ``how``: saying no must be
    as easy as can be.
    """
    return _record(
        customer, ConsentState.WITHDRAWN, channel, by, at,
        source=source, wording=wording, wording_language=wording_language, how=how.strip(),
    )  # fmt: skip


def request(
    customer: Customer,
    *,
    channel: str,
    source: str,
    wording: str,
    by: Any,
    wording_language: str = "",
    how: str = "",
    at: datetime | None = None,
) -> ConsentEvent:
    """Write down that the customer was asked and has not confirmed yet; asking after a yes changes nothing.

    Raises ``PermissionDenied``, and ``ValidationError`` for an unknown channel, a missing address or a time to come.
    """
    return _record(
        customer, ConsentState.PENDING, channel, by, at,
        source=source, wording=wording, wording_language=wording_language, how=how.strip(),
    )  # fmt: skip


def readdress(customer: Customer, *, by: Any) -> Customer:
    """Take the states that the ledger knows of the customer's addresses of today; call it when one changed.

    A new address was never asked; an earlier one gets back what was said of it. Writes no line in the ledger, since
    nobody said anything, but an activity row when a state changed. Asks for no right: it follows from a change of
    address that asked for its own.
    """
    with transaction.atomic():
        locked = consent_states.lock(customer)
        changes = consent_states.derive(locked)
        consent_states.copy_states(locked, customer)
        if changes:
            activity.record(locked, "consent.readdressed", by=by, changes=changes)
            signals.customer_changed.send(sender=Customer, customer=customer, changes=changes, by=by)
    return customer


def follow_address(user_id: Any) -> None:
    """Readdress somebody whose account was saved, in whatever way; costs one question for who never said anything."""
    if ConsentEvent.objects.filter(customer=user_id).exists():
        readdress(Customer.objects.get(pk=user_id), by=None)


def forget(customer: Customer) -> None:
    """Take the person out of their lines; only the deletion of an account calls this, inside its transaction.

    The shop must still be able to prove what it was told (GDPR art. 7(1), 17(3)(e)), so a line keeps channel, state,
    time, source and wording. The address becomes a fingerprint that can't be turned back: whoever names their address
    can be shown what was said of it. What staff wrote about it goes.
    """
    with transaction.atomic():
        locked = consent_states.lock(customer)
        lines = ConsentEvent.objects.filter(customer=locked)
        for channel, address in set(lines.order_by().values_list("channel", "address")):
            lines.filter(channel=channel, address=address).scrub(address=fingerprint(channel, address))
        lines.scrub(how="")
        lines.filter(by=customer.pk).scrub(by_name="")
        consent_states.derive(locked)
        consent_states.copy_states(locked, customer)


def _record(
    customer: Customer, state: ConsentState, channel: str, by: Any, at: datetime | None, **words: str
) -> ConsentEvent:
    words = {name: value.replace("\x00", "") for name, value in words.items()}
    with transaction.atomic():
        locked = consent_states.lock(customer)
        _require(locked, by)
        event = _event(locked, state, channel, by, at, words)
        if standing := _said_already(event, at):
            return standing
        event.save(force_insert=True)
        changes = consent_states.derive(locked)
        consent_states.copy_states(locked, customer)
        activity.record(locked, KINDS[state], by=by, changes=changes, facts=_facts(event))
        signals.consent_recorded.send(sender=ConsentEvent, event=event, customer=customer, by=by)
    return event


def _is_self(customer: Customer, by: Any) -> bool:
    return by is None or by.pk == customer.pk


def _require(customer: Customer, by: Any) -> None:
    if log_in_as.current() is not None:
        raise PermissionDenied(_("Nobody agrees to anything in a customer's name."))
    if by is not None and by.pk == customer.pk and customer.state != Customer.State.ERASED:
        return  # Everybody may speak for themselves.
    rights.require(by, "change_customer")
    rights.require_reachable(customer)


def _event(
    customer: Customer, state: ConsentState, channel: str, by: Any, at: datetime | None, words: dict[str, str]
) -> ConsentEvent:
    if channel not in Channel.values:
        raise ValidationError({"channel": _("There is no such channel.")}, code="channel")
    if at is not None and at > timezone.now():
        raise ValidationError({"at": _("This time is still to come.")}, code="future")
    address = address_of(customer, channel)
    if not address:
        raise ValidationError(_no_address(channel), code="no_address")
    event = ConsentEvent(
        customer=customer, channel=channel, state=state, address=address, by=by, by_name=rights.name_of(by),
        at=at or timezone.now(), **words,
    )  # fmt: skip
    event.clean_fields(exclude={"customer", "by"})
    return event


def _no_address(channel: str) -> str:
    if channel == Channel.SMS:
        return _("This customer has no phone number yet: add one first.")
    return _("This customer has no e-mail address yet: add one first.")


def _said_already(event: ConsentEvent, at: datetime | None) -> ConsentEvent | None:
    """The line which makes ``event`` superfluous, if there is one."""
    standing = consent_states.standing(event.customer, event.channel)
    if event.state == ConsentState.PENDING and consent_states.state(standing) == ConsentState.GRANTED:
        return standing
    same = ("state", "source", "wording", "wording_language", "how")
    lines = [standing] if at is None else ConsentEvent.objects.filter(customer=event.customer_id, at=at)
    for line in lines:
        if (
            line
            and line.channel == event.channel
            and consent_states.key(event.channel, line.address) == consent_states.key(event.channel, event.address)
            and all(getattr(line, name) == getattr(event, name) for name in same)
        ):
            return line
    return None


def _facts(event: ConsentEvent) -> dict[str, str]:
    facts = {"channel": event.channel, "address": event.address, "source": event.source, "how": event.how}
    return {name: value for name, value in facts.items() if value}
