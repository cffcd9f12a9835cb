"""Who of a chunk's rows is known already: looked up for a thousand rows in one question."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections, router
from django.db.models import Q

from ...models import Channel, ConsentState, Customer, State
from .. import consent_states
from ..customers import email_locks
from ..customers.email_locks import canonical, keys_of
from ..file_columns import FieldColumn, SetColumn, file_columns
from .rows import Row

_FIXED = ("pk", "state", "email", "phone", "email_consent", "sms_consent")


@dataclass(slots=True)
class Known:
    """Somebody who has an account. ``fields`` are the values of the file's columns as they are now, by column key."""

    pk: int
    state: int
    email: str
    phone: str
    consents: dict[str, int]
    fields: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, Any] = field(default_factory=dict)
    # When the last word about each channel was said, for those who may still say yes.
    said: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_reachable(self) -> bool:
        return self.state in Customer.REACHABLE

    def address_for(self, channel: str) -> str:
        return self.phone if channel == Channel.SMS else self.email


class Book:
    """Finds people by address (in any case and Unicode form) and by number; ``keys`` are the file's columns."""

    def __init__(self, keys: Collection[str]) -> None:
        columns = [file_columns[key] for key in keys if key in file_columns]
        self.columns = [column for column in columns if isinstance(column, FieldColumn)]
        self.sets = [column for column in columns if isinstance(column, SetColumn)]
        self.channels = [channel for channel in Channel.values if f"{channel}_consent" in keys]
        self.by_key: dict[str, list[Known]] = {}
        self.by_pk: dict[int, Known] = {}

    def look_up(self, rows: Sequence[Row], *, hold: bool = False) -> None:
        """Learn who of ``rows`` is known.

        ``hold`` keeps the addresses and the customers' rows until the end of the transaction: whoever isn't known then
        can't come by another door in the meantime.
        """
        if hold:
            email_locks.hold(row.email for row in rows if row.email)
        _walk_by_index()
        pks = {row.values["id"] for row in rows if "id" in row.values}
        for some in _portions({key for row in rows if row.email for key in keys_of(row.email)}):
            pks.update(Customer.objects.filter(email_key__in=some).values_list("pk", flat=True))
        for some in _portions(pks):
            self._read(some, hold)
        if hold:
            self._leave_staff_alone()
        everybody = sorted(pk for pk, known in self.by_pk.items() if known.is_reachable)
        for column in self.sets:
            for pk, value in column.read(everybody).items():
                self.by_pk[pk].sets[column.key] = value
        for channel in self.channels:
            self._read_ledger(channel)

    def _read_ledger(self, channel: str) -> None:
        """What was said when: a yes of the file that is older than the last word doesn't count."""
        undecided = (ConsentState.NEVER_ASKED, ConsentState.PENDING)
        people = [known for known in self.by_pk.values() if known.consents[channel] in undecided]
        for some in _portions(known.pk for known in people):
            addresses = {pk: self.by_pk[pk].address_for(channel) for pk in some}
            for pk, (_state, at) in consent_states.last(addresses, channel).items():
                self.by_pk[pk].said[channel] = at

    def _leave_staff_alone(self) -> None:
        """Ask the accounts themselves: somebody may have become staff a moment ago, or by a road that told nobody."""
        power = Q(is_staff=True) | Q(is_superuser=True)
        for some in _portions(self.by_pk):
            for pk in get_user_model()._base_manager.filter(power, pk__in=some).values_list("pk", flat=True):
                self.by_pk[pk].state = State.STAFF.value

    def owners(self, row: Row) -> list[Known]:
        """Everybody with the row's address; more than one where a shop has doubles of old."""
        return self.by_key.get(row.key, []) if row.key else []

    def _read(self, pks: Sequence[int], hold: bool) -> None:
        """By their numbers, in one order for all who hold them.

        Asked for addresses in that order, PostgreSQL may walk through everybody.
        """
        paths = [column.path for column in self.columns]
        people = Customer.objects.filter(pk__in=pks).order_by("pk")
        if hold:
            of = ("self",) if connections[people.db].features.has_select_for_update_of else ()
            people = people.select_for_update(of=of)
        for values in people.values_list(*_FIXED, *paths):
            pk, state, email, phone, email_consent, sms_consent, *rest = values
            known = Known(pk, state, email, phone, {"email": email_consent, "sms": sms_consent})
            known.fields = {column.key: value for column, value in zip(self.columns, rest, strict=True)}
            self.by_pk[pk] = known
            self.by_key.setdefault(canonical(email), []).append(known)


def _walk_by_index() -> None:
    """Until the end of the transaction, keep PostgreSQL from reading the whole table for each chunk.

    While an import fills an empty shop, the statistics tell it that there are hardly any rows.
    """
    connection = connections[router.db_for_write(Customer)]
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


def _portions(wanted: Iterable[Any], size: int = 1000) -> Iterable[list[Any]]:
    rows = sorted(wanted)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
