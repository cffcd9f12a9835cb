"""What an import would do with each row: new, changed, same or refused. Preview and run ask the same questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import Customer, CustomerGroup, Tag
from ..customers import fields as own
from . import address_rows, consent_rules, label_rules, password_hashes
from .address_rows import AddressChange
from .consent_rules import ConsentChange, Kept
from .context import Context
from .decisions import EXISTING, NEW
from .matching import Book, Known
from .rows import SHOWN, Row

WRITTEN = (*own.NAMES, *(name for name in own.OWN if name != "picture"))
_PHONE: Any = Customer._meta.get_field("phone").max_length
_CLEARED: dict[str, Any] = dict.fromkeys((*own.NAMES, *own.TEXTS), "") | {"birthday": None}


@dataclass(slots=True)
class Planned:
    """One row with what is to become of it. ``changes`` maps a column key to (old, new) for whoever looks."""

    row: Row
    known: Known | None = None
    kind: str = "same"
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    active: bool | None = None
    regroup: bool = False
    group: CustomerGroup | None = None
    group_until: date | None = None
    group_by_rule: bool = False
    tags_on: list[Tag] = field(default_factory=list)
    tags_off: list[Tag] = field(default_factory=list)
    consents: list[ConsentChange] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    addresses: list[AddressChange] = field(default_factory=list)
    sets: dict[str, Any] = field(default_factory=dict)
    # What an undo says again of an exemption. A file knows no more than its columns say: nothing at all.
    exemption: dict[str, Any] | None = None
    # The customer, once there is one.
    pk: Any = None


def plan(rows: Iterable[Row], book: Book, context: Context) -> list[Planned]:
    """Judge each of ``rows``, whose people ``book`` has looked up."""
    books = address_rows.read(book.by_pk) if context.has_addresses else {}
    planned = []
    for row in rows:
        planned.append(one := _plan(row, book, books, context))
        if context.format and context.format.continues:
            _remember(one, books)
    _refuse_seconds(planned, context)
    return planned


def _refuse_seconds(planned: Iterable[Planned], context: Context) -> None:
    """One row names a customer by address, another by number: that they are one is only known by now."""
    if context.format and context.format.continues:
        return
    first: dict[Any, int] = {}
    for one in planned:
        if one.kind in ("changed", "same") and (row := first.setdefault(one.pk, one.row.number)) != one.row.number:
            one.row.refuse("email", one.row.email, _second(row))
            one.kind = "refused"


def _second(first: int) -> str:
    return _("The same customer stands in row %(row)s already; that one counts.") % {"row": first}


def _plan(row: Row, book: Book, books: dict[int, list[Any]], context: Context) -> Planned:
    planned = Planned(row)
    if not row.reasons:
        planned.known = _find(row, book, context)
    if not row.reasons:
        further = planned.known is not None and bool(row.twin_of)
        if further:
            _as_further_record(planned, context)
        _fields(planned, context)
        if not further:
            label_rules.apply(planned, context)
            _sets(planned, book, context)
            _consents(planned, context)
        if context.has_addresses:
            _addresses(planned, books, context)
        if planned.known is None:
            _password(planned, context)
    if row.reasons:
        planned.kind = "refused"
    elif planned.known is None:
        planned.kind = "new"
    elif planned.changes or planned.consents:
        planned.kind = "changed"
    planned.pk = planned.known.pk if planned.known else None
    return planned


def _as_further_record(planned: Planned, context: Context) -> None:
    """It counts as if it stood below the first: an address, and what is shared where the customer has none."""
    row, known = planned.row, planned.known
    free = {key for key in context.format.shared if not known.fields.get(key)}  # type: ignore[union-attr]
    row.values = {key: value for key, value in row.values.items() if key.startswith("address") or key in free}
    row.blank = []


def _remember(planned: Planned, books: dict[int, list[Any]]) -> None:
    """What a row gives to somebody is there for their further rows."""
    known = planned.known
    if known is None or planned.kind == "refused":
        return
    known.fields.update(planned.fields)
    known.phone = planned.fields.get("phone", known.phone)
    books.setdefault(known.pk, []).extend(change.address for change in planned.addresses if change.is_new)


def _find(row: Row, book: Book, context: Context) -> Known | None:
    """Whose row it is; what makes that doubtful refuses the row."""
    owners = book.owners(row)
    if len(owners) > 1:
        words = ngettext(
            "%(number)s account has this address in different spellings: merge or correct them first.",
            "%(number)s accounts have this address in different spellings: merge or correct them first.",
            len(owners),
        )
        row.refuse("email", row.email, words % {"number": len(owners)})
        return None
    known = owners[0] if owners else None
    if "id" in row.values:
        known = _by_number(row, known, book)
    if row.twin_of and not (known and context.format and context.format.continues):
        row.refuse("email", row.email, _second(row.twin_of))
    if row.reasons:
        return None
    if known is not None and not known.is_reachable:
        row.refuse(
            "email", row.email, _("This account belongs to the shop's staff, or was deleted: it can't be touched.")
        )
    elif known is None and context.decisions.who == EXISTING:
        row.refuse(
            "email", row.email, _("Nobody has this address yet, and you asked to change existing customers only.")
        )
    elif known is not None and context.decisions.who == NEW:
        row.refuse("email", row.email, _("This customer is there already, and you asked to add new ones only."))
    return known


def _by_number(row: Row, owner: Known | None, book: Book) -> Known | None:
    """The number says who is meant; it must not contradict the address."""
    number = row.values["id"]
    known = book.by_pk.get(number)
    if known is None:
        if not row.email:
            row.refuse("id", str(number), _("There is no customer with this number."))
        return owner  # A number of another shop, or of somebody who is gone: the address decides.
    if owner is not None and owner.pk != known.pk:
        row.refuse("email", row.email, _("This address and this customer number belong to two different customers."))
    elif owner is None and row.email:
        words = _(
            "This customer has another e-mail address. Change it on the customer's page: both addresses are told."
        )
        row.refuse("email", row.email, words)
    return known


def _fields(planned: Planned, context: Context) -> None:
    row, known = planned.row, planned.known
    if "name" in row.values and not (row.values.get("first_name") or row.values.get("last_name")):
        first, _blank, last = row.values["name"].rpartition(" ")
        row.values |= {"first_name": first, "last_name": last} if first else {"first_name": last}
    wanted = {name: row.values[name] for name in WRITTEN if name in row.values}
    if known is None:
        planned.fields = wanted
        planned.active = row.values.get("active", True)
        return
    if context.decisions.blanks == "clear":
        wanted |= {key: _CLEARED[key] for key in row.blank if key in _CLEARED}
    for name, new in wanted.items():
        old = known.fields.get(name)
        if name in known.fields and new != old:
            planned.changes[name] = (old, new)
            planned.fields[name] = new
    active = row.values.get("active")
    if active is not None and active != known.fields.get("active"):
        planned.changes["active"] = (not active, active)
        planned.active = active


def _sets(planned: Planned, book: Book, context: Context) -> None:
    """Columns of the store's own, which live in its own tables."""
    row, known = planned.row, planned.known
    cleared = row.blank if known and context.decisions.blanks == "clear" else ()
    for key in (column.key for column in book.sets if column.key != "tags"):
        if key not in row.values and key not in cleared:
            continue
        new, old = row.values.get(key), known.sets.get(key) if known else None
        if known is None or new != old:
            planned.sets[key] = new
        if known and new != old:
            planned.changes[key] = (old, new)


def _consents(planned: Planned, context: Context) -> None:
    for one in consent_rules.changes(planned.row, planned.known, context):
        (planned.consents if isinstance(one, ConsentChange) else planned.kept).append(one)  # type: ignore[arg-type]


def _addresses(planned: Planned, books: dict[int, list[Any]], context: Context) -> None:
    known = planned.known
    there = books.get(known.pk, []) if known else []
    planned.addresses = address_rows.plan(planned.row, there, context)
    numbered = any(one.phone_number for one in (*there, *(change.address for change in planned.addresses)))
    for text, unread in address_rows.spare_phones(planned.row, there, context):
        _spare_phone(planned, text, unread, numbered)
    if known:
        for one in planned.addresses:
            old = ", ".join(str(was) for was, _new in one.changes.values()) if not one.is_new else ""
            new = one.address.summary if one.is_new else ", ".join(str(now) for _was, now in one.changes.values())
            planned.changes[f"address {len(planned.changes)}"] = (old, new)


def _spare_phone(planned: Planned, text: str, unread: bool, numbered: bool) -> None:
    """A number that no address can keep is the customer's own if there is none (``numbered``); else it is told."""
    before = planned.known.phone if planned.known else ""
    has_one = numbered or "phone" in planned.fields or before
    if not has_one and len(text) <= _PHONE and any(map(str.isdigit, text)):
        planned.fields["phone"] = text
        if planned.known:
            planned.changes["phone"] = (before, text)
    elif unread and text != planned.fields.get("phone", before):
        words = _("The phone number “%(number)s” can't be read: it stays in the file.")
        planned.kept.append(Kept("", words % {"number": text[:SHOWN]}))


def _password(planned: Planned, context: Context) -> None:
    """Only for people who are new; checked by the shop's rules before anything is written."""
    row = planned.row
    if not context.passwords:
        row.values.pop("password_hash", None)
        return
    if text := row.values.get("password_hash"):
        try:
            row.values["password_hash"] = password_hashes.accept(text)
        except ValidationError as error:
            row.refuse("password_hash", "", " ".join(error.messages))
    password = row.values.get("password")
    if not password:
        return
    try:
        validate_password(password)
    except ValidationError as error:
        row.refuse("password", "", " ".join(error.messages))


def outcome_counts(planned: Sequence[Planned]) -> dict[str, int]:
    """How many rows are new, changed, same and refused, and how many consents change or can't."""
    counts = {"new": 0, "changed": 0, "same": 0, "refused": 0, "consents": 0, "consents_kept": 0, "twins": 0}
    for one in planned:
        counts[one.kind] += 1
        if one.kind != "refused":
            counts["consents"] += len(one.consents)
            counts["consents_kept"] += sum(bool(kept.channel) for kept in one.kept)
    return {name: number for name, number in counts.items() if number}
