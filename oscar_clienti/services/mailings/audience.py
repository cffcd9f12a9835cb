"""Whom a mailing is for, and who of them may be written to: asked for the numbers, and again before each e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...models import Channel, ConsentState, Customer, Mailing, State
from ...models import DeliveryReason as Reason
from ...querysets import CustomerQuerySet
from .. import consent_states
from ..bulk import Crowd

RIGHT = "message_many_customers"
_NEEDED = (
    *("state", "email_consent", "language", "first_name", "last_name", "company", "email"),
    *(f"user__{name}" for name in ("email", "is_active", "is_staff", "is_superuser")),
)


@dataclass(frozen=True)
class Reach:
    """Of ``match`` people ``consenting`` said yes to e-mail marketing; ``marketing`` and ``service`` would be sent."""

    match: int
    consenting: int
    marketing: int
    service: int

    def of(self, mailing: Mailing) -> int:
        """How many will get this mailing."""
        return self.marketing if mailing.is_marketing else self.service


def people(mailing: Mailing, upper: int | None = None) -> CustomerQuerySet:
    """Those whom it is for, whether or not they may be written to; nobody with a key above ``upper``.

    Raises ``ValidationError`` when not all of its filter is understood any more.
    """
    if mailing.chosen is not None:
        return Customer.objects.shoppers().filter(pk__in=mailing.chosen)
    crowd = Crowd.now(mailing.query) if upper is None else Crowd(mailing.query, upper)
    return crowd.customers


def words(mailing: Mailing) -> list[str]:
    """The conditions of its filter; none for chosen people. Raises ``ValidationError`` like ``people``."""
    return [] if mailing.chosen is not None else Crowd(mailing.query, 0).words()


def reach(mailing: Mailing, upper: int | None = None) -> Reach:
    """The numbers of this moment. Raises ``ValidationError`` like ``people``."""
    found = people(mailing, upper)
    reachable = found.filter(state=State.ACTIVE).exclude(email="")
    return Reach(
        match=found.count(),
        consenting=found.consenting(Channel.EMAIL).count(),
        marketing=reachable.consenting(Channel.EMAIL).count(),
        service=reachable.count(),
    )


@dataclass(frozen=True)
class Recipient:
    """Somebody as they are now; ``reason`` is why they may not be written to, or nothing."""

    customer: Customer
    address: str
    reason: str


def look(pks: Sequence[int], *, marketing: bool) -> list[Recipient]:
    """See who these people are at this moment; in two questions, however many they are."""
    # Only what is needed: it is asked for each e-mail, and the rows are wide.
    found = Customer.objects.select_related("user").only(*_NEEDED).filter(pk__in=list(pks))
    customers = [(customer, customer.user.email or "") for customer in found]
    addresses = {customer.pk: address for customer, address in customers if address}
    consenting = consent_states.granted(addresses, Channel.EMAIL) if marketing else set(addresses)
    return [
        Recipient(customer, address, _reason(customer, customer.user, address, customer.pk in consenting, marketing))
        for customer, address in customers
    ]


def _reason(customer: Customer, user: Any, address: str, said_yes: bool, marketing: bool) -> str:
    """The account itself is looked at too: the customer's row may be a moment old."""
    if customer.state not in Customer.REACHABLE or user.is_staff or user.is_superuser:
        return Reason.GONE
    if customer.state != State.ACTIVE or not user.is_active:
        return Reason.INACTIVE
    if not address:
        return Reason.NO_ADDRESS
    # Both the ledger, for this very address, and the state that follows from it.
    if marketing and not (said_yes and customer.email_consent == ConsentState.GRANTED):
        return Reason.NO_CONSENT
    return ""
