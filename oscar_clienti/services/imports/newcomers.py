"""Writing people who are new: a thousand accounts with all that belongs to them, in a handful of statements.

Django's ``post_save`` is not sent for them (as for ``bulk_create``); our own ``customer_created`` is.
"""

import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connections, router
from oscar.core.loading import get_model

from ... import signals, sources
from ...models import Channel, Customer
from .. import activity, bulk_rows, consents, sync
from ..customers import fields as own
from ..file_columns import SetColumn, file_columns
from .consent_rules import ConsentChange
from .context import Context
from .planning import Planned

_OWN = tuple(name for name in own.OWN if name != "picture")


def add(people: Sequence[Planned], context: Context) -> None:
    """Make the accounts of ``people`` and set their ``pk``; the caller holds the addresses and knows nobody has them.

    Raises ``IntegrityError`` when somebody signed up with one of them a moment ago.
    """
    if not people:
        return
    users = _users(people, context)
    for one, pk in zip(people, _insert_users(users), strict=True):
        one.pk = pk
    _insert_addresses(people)
    said = [_said(one, change) for one in people for change in one.consents]
    _insert_customers(people, users, consents.states_after(said), context)
    _insert_tags(people)
    consents.record_many(said, by=context.job.by, newcomers=True)
    write_sets(people, by=context.job.by)
    _write_down(people, context)


def write_sets(people: Sequence[Planned], *, by: Any) -> None:
    """Let the store's own columns write what the file says of ``people``."""
    for column in file_columns:
        if isinstance(column, SetColumn):
            values = {one.pk: one.sets[column.key] for one in people if column.key in one.sets and one.pk is not None}
            if values:
                column.write(values, by=by)


def _users(people: Sequence[Planned], context: Context) -> list[dict[str, Any]]:
    """What the accounts' columns say, in the words of the shop's own model; no password that anybody could know."""
    login, users = get_user_model().USERNAME_FIELD, []
    for one in people:
        joined = one.row.values.get("date_joined")
        user = {
            "email": one.row.email,
            "is_active": one.active is not False,
            # What set_unusable_password() writes; that one takes longer than all the rest of a row.
            "password": one.row.values.get("password_hash") or UNUSABLE_PASSWORD_PREFIX + secrets.token_hex(20),
            "first_name": one.fields.get("first_name", ""),
            "last_name": one.fields.get("last_name", ""),
            "date_joined": min(joined, context.now) if joined else context.now,
        }
        if login != "email":
            user[login] = uuid.uuid4().hex[:30]
        users.append(user)
    return users


def _insert_users(users: Sequence[dict[str, Any]]) -> list[Any]:
    """Write the accounts and return their keys, in the same order."""
    User = get_user_model()
    connection = connections[router.db_for_write(User)]
    if connection.vendor != "postgresql" or User._meta.pk.has_default():
        made = [User(**user) for user in users]
        User._base_manager.bulk_create(made, batch_size=500)
        return [user.pk for user in made]
    pks = _reserve(User, len(users), connection)
    key = User._meta.pk.attname
    # What the rest of the columns say of anybody; only those that are different for each are asked again.
    fields = [field for field in User._meta.concrete_fields if not field.generated]
    blank = User()
    rest = {field.attname: field.pre_save(blank, True) for field in fields}
    each = [field for field in fields if field.has_default() and callable(field.default)]
    rows = []
    for pk, user in zip(pks, users, strict=True):
        row = {**rest, **{field.attname: field.get_default() for field in each}, **user, key: pk}
        rows.append([row[field.attname] for field in fields])
    bulk_rows.insert(User, [field.attname for field in fields], rows)
    return pks


def _reserve(model: Any, number: int, connection: Any) -> list[int]:
    """Keys for ``number`` rows, so that all tables can be filled without asking what came out."""
    table, column = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, number]
        )
        return [row[0] for row in cursor.fetchall()]


def _insert(model: Any, rows: Sequence[Any]) -> None:
    """Objects as ``bulk_create`` would write them; the key too where it is known."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    if rows and rows[0].pk is None:
        fields = [field for field in fields if not field.primary_key]
    names = [field.attname for field in fields]
    bulk_rows.insert(model, names, ([field.pre_save(row, True) for field in fields] for row in rows))


def _insert_addresses(people: Sequence[Planned]) -> None:
    addresses = []
    for one in people:
        for change in one.addresses:
            address = change.address
            address.user_id = one.pk
            address.hash = address.generate_hash()
            address._update_search_text()
            addresses.append(address)
    if addresses:
        _insert(get_model("address", "UserAddress"), addresses)


def _insert_customers(
    people: Sequence[Planned], users: Sequence[dict[str, Any]], states: dict[int, dict[str, int]], context: Context
) -> None:
    fields = [field for field in Customer._meta.concrete_fields if not field.generated]
    blank = {field.attname: field.get_default() for field in fields}
    rows = []
    for one, user in zip(people, users, strict=True):
        mine = {name: one.fields[name] for name in _OWN if name in one.fields}
        mine.setdefault("phone", "")
        copies = sync.copies_of(
            active=user["is_active"],
            email=user["email"],
            first_name=user["first_name"],
            last_name=user["last_name"],
            date_joined=user["date_joined"],
            own=mine,
            group=one.group,
            first_tag=min(one.tags_on, key=lambda tag: context.tag_order[tag.pk], default=None),
            addresses=[change.address for change in one.addresses],
        )
        row = {**blank, **copies, "source": sources.IMPORT.key, **mine, "user_id": one.pk, **states.get(one.pk, {})}
        row["group_id"], row["group_until"] = one.group.pk if one.group else None, one.group_until
        rows.append([row[field.attname] for field in fields])
    bulk_rows.insert(Customer, [field.attname for field in fields], rows)


def _insert_tags(people: Sequence[Planned]) -> None:
    worn = [(one.pk, tag.pk) for one in people for tag in one.tags_on]
    if worn:
        bulk_rows.insert(Customer.tags.through, ("customer_id", "tag_id"), worn)


def _said(one: Planned, change: ConsentChange) -> consents.Said:
    address = one.row.email if change.channel == Channel.EMAIL else one.fields.get("phone", "")
    return consents.Said(
        one.pk or 0, change.channel, change.new, address, change.at, sources.IMPORT.key, change.wording, "", change.how
    )


def _write_down(people: Sequence[Planned], context: Context) -> None:
    by, facts = context.job.by, {"source": sources.IMPORT.key}
    activity.record_many(((one.pk, {}) for one in people), "customer.created", by=by, facts=facts)
    if signals.customer_created.has_listeners(Customer):
        made = Customer.objects.select_related("group", "user").in_bulk([one.pk for one in people])
        for customer in made.values():
            signals.customer_created.send(sender=Customer, customer=customer, by=by)
