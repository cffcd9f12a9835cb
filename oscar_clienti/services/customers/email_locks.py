"""One account for one e-mail address, also when several imports, colleagues and shoppers want it at the same moment."""

import unicodedata
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import connections, router, transaction

from ...models import EmailLock
from ...text import fold


def canonical(email: str) -> str:
    """What makes two spellings one address: composed letters (NFKC), lower case, an international domain in ASCII.

    Stricter than the shop's users, for whom "Ada@x.it" and "ada@x.it" may be two people.
    """
    if email.isascii():
        return email.strip().lower()
    email = unicodedata.normalize("NFKC", email).strip().lower()
    local, at, domain = email.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            pass  # Not a domain of the net: compared as it is written.
    return f"{local}{at}{domain}"


def keys_of(email: str) -> set[str]:
    """The values of ``Customer.email_key`` under which somebody with this address may stand.

    The databases fold accents too, so that what is found there must be compared by ``canonical``.
    """
    if email.isascii():
        return {email.strip().lower()[:254]}
    return {fold(email)[:254], fold(unicodedata.normalize("NFKC", email).strip().lower())[:254], canonical(email)[:254]}


def hold(emails: Iterable[str]) -> None:
    """Be alone with these addresses until the end of the transaction; whoever wants one of them waits.

    Nobody sees the rows, and yet the next one who inserts the same key has to wait for us.
    """
    keys = sorted({key_of(email) for email in emails})
    with transaction.atomic():
        for start in range(0, len(keys), 1000):
            _pass_through(keys[start : start + 1000])


def key_of(email: str) -> int:
    """The key of a lock: alike for all spellings of one address, and nothing that says whose it is.

    Should two addresses ever share one, they wait for each other without need.
    """
    digest = sha256(canonical(email).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _pass_through(keys: list[int]) -> None:
    """Insert the keys in their order and delete them at once: both hold until the end of the transaction."""
    connection = connections[router.db_for_write(EmailLock)]
    if connection.vendor == "mysql":
        _stay(keys, connection)
    elif connection.vendor == "postgresql":
        # One value each, instead of thousands: this comes before every chunk of an import.
        table = connection.ops.quote_name(EmailLock._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} (key) SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING", [keys])
            cursor.execute(f"DELETE FROM {table} WHERE key = ANY(%s)", [keys])  # noqa: S608  A name of ours.
    else:
        EmailLock.objects.bulk_create(map(EmailLock, keys), ignore_conflicts=True, batch_size=500)
        _delete(keys)


def _stay(keys: list[int], connection: Any) -> None:
    """MariaDB breaks those off who wait for a row that is being deleted, or for one that INSERT IGNORE passed over.

    So the rows go when the transaction is over. Should the process die in between, they stay and hold nobody up.
    """
    table, key = map(connection.ops.quote_name, (EmailLock._meta.db_table, "key"))
    values = ", ".join(["(%s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({key}) VALUES {values} ON DUPLICATE KEY UPDATE {key} = {key}", keys)  # noqa: S608
    transaction.on_commit(partial(_delete, keys), using=connection.alias, robust=True)


def _delete(keys: list[int]) -> None:
    rows = EmailLock.objects.filter(pk__in=keys)
    rows._raw_delete(router.db_for_write(EmailLock))
