"""What stands in the ledger about marketing: the state, and when, where and with which words it was said."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...models import Channel, ConsentEvent
from ..consent_states import key
from ..consents import consent_sources
from ..many import Among
from .base import FamilyColumn, file_columns
from .choices import RegisteredOrWords, State
from .people import PersonColumn
from .spellings import Moment, Spelling, Text
from .spelt import Spelt


class Line(NamedTuple):
    at: datetime
    source: str
    wording: str


def read_lines(channel: str, pks: Sequence[int]) -> dict[int, Line]:
    """The last line about the address of today, of each of these customers: one question for all of them."""
    now = "customer__phone" if channel == Channel.SMS else "customer__email"
    lines = ConsentEvent.objects.filter(Among("customer_id", pks), channel=channel).order_by("at", "pk")
    found: dict[int, Line] = {}
    for pk, today, address, *line in lines.values_list("customer_id", now, "address", *Line._fields):
        if today and key(channel, address) == key(channel, today):
            found[pk] = Line(*line)
    return found


class ConsentColumn(Spelt, FamilyColumn):
    """One ``aspect`` of that line; its state is a column of the customer's row."""

    def __init__(self, channel: str, aspect: str, label: str | Promise, spelling: Spelling) -> None:
        self.key, self.label, self.spelling = f"{channel}_consent_{aspect}", label, spelling
        self.channel, self.aspect = channel, aspect
        self.family = _LEDGERS[channel]

    def pick(self, record: Line) -> Any:
        return getattr(record, self.aspect)


_LEDGERS = {channel: partial(read_lines, channel) for channel in Channel.values}
_LABELS = {
    "email": (
        _("E-mail marketing"),
        _("E-mail marketing: when"),
        _("E-mail marketing: source"),
        _("E-mail marketing: wording"),
    ),
    "sms": (_("SMS marketing"), _("SMS marketing: when"), _("SMS marketing: source"), _("SMS marketing: wording")),
}


def register_consents() -> None:
    for channel, (state, at, source, wording) in _LABELS.items():
        file_columns.register(PersonColumn(f"{channel}_consent", state, State()))
        file_columns.register(ConsentColumn(channel, "at", at, Moment()))
        file_columns.register(ConsentColumn(channel, "source", source, RegisteredOrWords(consent_sources, 64)))
        file_columns.register(ConsentColumn(channel, "wording", wording, Text()))
