"""The way out of marketing e-mails: a signed link that says no at once, without signing in (RFC 8058)."""

import hashlib
from typing import Any

from django.core import signing
from django.db import transaction
from django.urls import reverse

from ...models import Channel, ConsentEvent, ConsentState, Customer
from .. import consent_states, consents, letters

_SALT = "oscar_clienti.unsubscribe"
SOURCE = "unsubscribe"


class UnknownLink(Exception):
    """The shop has never made such a link, or lost the key that it was signed with."""


def link_for(customer: Customer, address: str, language: str) -> str:
    """The address of the page that says no for this person; it works as long as the shop keeps its signing keys.

    With the language in it where the shop's addresses have one: mailbox providers follow no redirect.
    """
    token = signing.dumps([customer.pk, Channel.EMAIL.value, _mark(customer.pk, address)], salt=_SALT)
    with letters.speaking(language):
        return letters.absolute(reverse("customer:unsubscribe", args=[token]))


def example_link() -> str:
    """An address that looks like one of them and is nobody's."""
    return letters.absolute(reverse("customer:unsubscribe", args=["example"]))


def check_link(token: str) -> None:
    """Raises ``UnknownLink`` for what is none of our links; says nothing of anybody."""
    _read(token)


def unsubscribe(token: str) -> None:
    """Write the no into the ledger, once: for somebody who said no already, or whose account is gone, nothing happens.

    A link from an old e-mail still works after the address was changed: no must be as easy as can be. It does nothing
    for a stranger who got the number of somebody wholly deleted. Raises ``UnknownLink``.
    """
    pk, mark = _read(token)
    with transaction.atomic():
        customer = Customer.objects.select_for_update().select_related("user").filter(pk=pk).first()
        if customer is None or customer.state == Customer.State.ERASED or not _was_theirs(customer, mark):
            return
        standing = consent_states.standing(customer, Channel.EMAIL)
        if customer.user.email and consent_states.state(standing) != ConsentState.WITHDRAWN:
            consents.withdraw(customer, channel=Channel.EMAIL, source=SOURCE, by=customer.user)


def _read(token: str) -> tuple[Any, str]:
    try:
        pk, channel, mark = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownLink from error
    if channel != Channel.EMAIL:
        raise UnknownLink
    return pk, mark


def _was_theirs(customer: Customer, mark: str) -> bool:
    lines = ConsentEvent.objects.filter(customer=customer.pk, channel=Channel.EMAIL)
    known = [customer.user.email, *lines.order_by().values_list("address", flat=True).distinct()]
    return any(_mark(customer.pk, address) == mark for address in known)


def _mark(pk: Any, address: str) -> str:
    """Not keyed, so that it outlives the change of a key; the signature keeps it from being forged."""
    said = f"{_SALT}:{pk}:{consent_states.key(Channel.EMAIL, address)}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
