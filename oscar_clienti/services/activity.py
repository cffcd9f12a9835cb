"""Writing down what was done; called by every other service inside its own transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Activity, Customer, Job
from ..registries import Registry
from . import bulk_rows
from .rights import name_of


@dataclass(frozen=True)
class Kind:
    """What an activity row is about: ``key`` is stored as ``Activity.kind``, ``label`` is read by the merchant."""

    key: str
    label: str | Promise


kinds: Registry[Kind] = Registry("activity kind")
# Characters of a text that are kept.
LONGEST = 1000
_job_id: ContextVar[int | None] = ContextVar("job_id", default=None)


@dataclass(frozen=True)
class Acting:
    """``staff`` acts in the name of the customer with this key."""

    customer_id: int | None
    staff: Any
    name: str


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)

for _key, _label in {
    "customer.created": _("Customer added"),
    "customer.changed": _("Details changed"),
    "customer.email_changed": _("E-mail address changed"),
    "customer.activated": _("Activated"),
    "customer.deactivated": _("Deactivated"),
    "customer.erased": _("Account deleted"),
    "order.attached": _("Guest order attached"),
    "order.left_apart": _("Guest order left apart"),
    "order.waits_again": _("Guest order waits again"),
    "password.set": _("Password changed by staff"),
    "password.link_sent": _("Password link sent"),
    "password.changed": _("Password changed"),
    "sign_in.link_sent": _("Sign-in link sent"),
    "sign_in.link_used": _("Sign-in link used"),
    "sign_in.second_factor_added": _("Second factor set up"),
    "sign_in.second_factor_removed": _("Second factor removed"),
    "sign_in.social_connected": _("Account elsewhere connected"),
    "sign_in.social_disconnected": _("Account elsewhere disconnected"),
    "address.added": _("Address added"),
    "address.changed": _("Address changed"),
    "address.deleted": _("Address deleted"),
    "group.assigned": _("Group changed"),
    "group.ended": _("Membership ended"),
    "group.by_rule": _("Group changed by a joining rule"),
    "group.rule_changed": _("Joining rule changed"),
    "group.rule_removed": _("Joining rule removed"),
    "group.created": _("Group created"),
    "group.changed": _("Group edited"),
    "group.merged": _("Groups merged"),
    "group.deleted": _("Group deleted"),
    "group.discount_given": _("Discount of a group changed"),
    "group.discount_ended": _("Discount of a group ended"),
    "offer.limited": _("Groups of an offer changed"),
    "tags.changed": _("Tags changed"),
    "tag.created": _("Tag created"),
    "tag.changed": _("Tag edited"),
    "tag.merged": _("Tags merged"),
    "tag.deleted": _("Tag deleted"),
    "vat.checked": _("VAT number checked"),
    "exemption.granted": _("Exempted from taxes"),
    "exemption.changed": _("Tax exemption changed"),
    "exemption.ended": _("Tax exemption ended"),
    "exemption.expired": _("Tax exemption ran out"),
    "exemption.cleared": _("Particulars of the tax exemption removed"),
    "extra.defined": _("Field of extra information added"),
    "extra.changed": _("Fields of extra information changed"),
    "extra.retired": _("Field of extra information retired"),
    "extra.restored": _("Field of extra information restored"),
    "extra.deleted": _("Field of extra information deleted"),
    "extra.answered": _("Extra information changed"),
    "log_in_as.started": _("Logged in as the customer"),
    "log_in_as.refused": _("Log-in as the customer refused"),
    "log_in_as.ended": _("Log-in as the customer ended"),
    "log_in_as.acted": _("Acted for the customer in the shop"),
    "log_in_as.stopped_short": _("Refused while logged in as the customer"),
    "log_in_as.ordered": _("Order placed while logged in as the customer"),
    "log_in_as.allowed": _("Customer lets the shop look into the account"),
    "log_in_as.not_allowed": _("Customer doesn't want the shop to look into the account"),
    "segment.created": _("Segment saved"),
    "segment.changed": _("Segment changed"),
    "segment.deleted": _("Segment deleted"),
    "message.written": _("Message to the customer written"),
    "message.sent": _("Message sent"),
    "message.failed": _("Message could not be sent"),
    "message.retried": _("Message sent once more"),
    "message.received": _("Message from the customer"),
    "conversation.remarked": _("Remark in a conversation"),
    "conversation.assigned": _("Conversation assigned"),
    "conversation.closed": _("Conversation closed"),
    "conversation.reopened": _("Conversation reopened"),
    "conversation.attached": _("Conversation attached to the customer"),
    "ready_text.saved": _("Ready-made text saved"),
    "ready_text.deleted": _("Ready-made text deleted"),
    "consent.granted": _("Marketing consent given"),
    "consent.withdrawn": _("Marketing consent withdrawn"),
    "consent.requested": _("Marketing consent asked for"),
    "consent.readdressed": _("Marketing consent follows the new address"),
}.items():
    kinds.register(Kind(_key, _label))


def record(
    customer: Customer | None,
    kind: str,
    *,
    by: Any,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Activity:
    """Write one row. ``changes`` maps a field name to (old, new); ``by`` is ``None`` for the shop itself.

    Raises ``KeyError`` when ``kind`` is not registered.
    """
    return Activity.objects.create(
        customer=customer,
        changes=_plain_changes(changes or {}),
        facts=_plain_facts(_who_for(by) | dict(facts or {})),
        **_common(kind, by),
    )


def record_many(
    rows: Iterable[tuple[Customer | int, Mapping[str, tuple[Any, Any]]]],
    kind: str,
    *,
    by: Any,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one row for each ``(customer or their key, changes)``, however many, in few statements.

    ``facts`` are the same for all of them.
    """
    _write(_with_plain_changes(rows, _plain_facts(_who_for(by) | dict(facts or {}))), kind, by)


def record_facts(
    rows: Iterable[tuple[Customer | int, Mapping[str, Any]]], kind: str, *, by: Any, at: datetime | None = None
) -> None:
    """Like ``record_many``, for each ``(customer or their key, facts)`` where no field changed; ``at`` is when."""
    common = _who_for(by)
    _write(((customer, {}, _plain_facts(common | dict(facts))) for customer, facts in rows), kind, by, at)


@contextmanager
def during(job: Job) -> Iterator[None]:
    """Every row written inside says that this job wrote it."""
    token = _job_id.set(job.pk)
    try:
        yield
    finally:
        _job_id.reset(token)


@contextmanager
def acting_for(customer_id: int | None, *, staff: Any, name: str) -> Iterator[None]:
    """Every row written inside in the name of this customer says that ``staff`` did it, and as whom."""
    token = _acting.set(Acting(customer_id, staff, name))
    try:
        yield
    finally:
        _acting.reset(token)


def _in_person(by: Any) -> Any:
    """Who really did it."""
    acting = _acting.get()
    return acting.staff if acting and by is not None and by.pk == acting.customer_id else by


def _who_for(by: Any) -> dict[str, str]:
    acting = _acting.get()
    return {"as": acting.name} if acting and by is not None and by.pk == acting.customer_id else {}


def _write(rows: Iterable[tuple[Customer | int, dict, dict]], kind: str, by: Any, at: datetime | None = None) -> None:
    common = _common(kind, by)
    names, same = ("customer_id", "changes", "facts", *common, "at"), (*common.values(), at or timezone.now())
    keyed = ((getattr(customer, "pk", customer), changes, facts, *same) for customer, changes, facts in rows)
    bulk_rows.insert(Activity, names, keyed)


def _with_plain_changes(rows: Iterable[tuple[Customer | int, Mapping]], facts: dict) -> Iterator[tuple]:
    """In many rows the same object says what changed: its plain copy is one object, too."""
    last: Mapping | None = None
    plain: dict[str, Any] = {}
    for customer, changes in rows:
        if changes is not last:
            last, plain = changes, _plain_changes(changes)
        yield customer, plain, facts


def _common(kind: str, by: Any) -> dict[str, Any]:
    by = _in_person(by)
    by_id = None if by is None else by.pk
    return {"kind": kinds[kind].key, "by_id": by_id, "by_name": name_of(by), "job_id": _job_id.get()}


def _plain_changes(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    return {field: [_plain(old), _plain(new)] for field, (old, new) in changes.items()}


def _plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: names for objects, ISO for dates, the first characters of a long text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | models.Model):
        return str(value)
    return str(value)[:LONGEST]
