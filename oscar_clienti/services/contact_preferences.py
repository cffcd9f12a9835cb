"""What a customer wants to hear from the shop, switched by the customer in person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..models import Activity, Channel, ConsentState, Customer
from . import consent_states, consents, customers

SOURCE = "account"
SYSTEM = "system"
_FIELD = "system_notifications"

# What the page says beside each switch is what is kept as the proof of a yes.
WORDINGS: Mapping[str, str | Promise] = {
    Channel.EMAIL: _("Yes, write to me by e-mail about news and offers. I can switch this off at any time."),
    Channel.SMS: _("Yes, write to me by SMS about news and offers. I can switch this off at any time."),
    SYSTEM: _("Show me notices in my account, such as that an article is back in stock."),
}

_LABELS = {Channel.EMAIL: _("News and offers by e-mail"), Channel.SMS: _("News and offers by SMS")}


@dataclass(frozen=True)
class Preference:
    """One switch: ``address`` is where the shop writes, ``since`` when this was last said."""

    key: str
    label: str | Promise
    wording: str | Promise
    on: bool
    address: str = ""
    since: datetime | None = None
    possible: bool = True
    waiting: bool = False


def of(customer: Customer) -> list[Preference]:
    """The three switches as they stand."""
    return [*(_channel(customer, channel) for channel in Channel), _system(customer)]


def switch(customer: Customer, key: str, *, on: bool, by: Any) -> Customer:
    """Turn one switch; marketing goes into the ledger of consents with the words that were shown.

    Raises ``PermissionDenied`` for anybody but the customer without ``change_customer``, ``ValidationError`` for an
    unknown switch, or an SMS without a number.
    """
    if key == SYSTEM:
        return customers.update(customer, by=by, system_notifications=on)
    if key not in Channel.values:
        raise ValidationError(gettext("There is no such switch."), code="unknown")
    say = consents.grant if on else consents.withdraw
    say(
        customer,
        channel=key,
        source=SOURCE,
        wording=str(WORDINGS[key]),
        wording_language=get_language() or "",
        by=by,
    )
    return customer


def _channel(customer: Customer, channel: Channel) -> Preference:
    line, address = consent_states.standing(customer, channel), consents.address_of(customer, channel)
    state = consent_states.state(line)
    return Preference(
        channel.value, _LABELS[channel], WORDINGS[channel], state == ConsentState.GRANTED, address,
        line.at if line else None, possible=bool(address), waiting=state == ConsentState.PENDING,
    )  # fmt: skip


def _system(customer: Customer) -> Preference:
    said = Activity.objects.filter(customer=customer.pk, changes__has_key=_FIELD).order_by("-at", "-pk")
    since = said.values_list("at", flat=True).first()
    return Preference(SYSTEM, _("Notices in my account"), WORDINGS[SYSTEM], customer.system_notifications, since=since)
