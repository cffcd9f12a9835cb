"""The select of ``copies`` wrapped as one set-wise statement, in the words of each engine.

The select is cut by a LIMIT that never bites: an engine must then work out each value once, instead of pulling the
select apart and working values out wherever they are mentioned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, TextField
from oscar.core.utils import get_default_currency

from oscar_clienti import conf
from oscar_clienti.models import Customer

from . import copies


@dataclass(frozen=True)
class People:
    """Some users: a condition on their key ``{pk}``, its parameters, and how many they are at most."""

    where: str
    params: tuple[Any, ...]
    limit: int

    @classmethod
    def named(cls, user_ids: Sequence[Any]) -> "People":
        return cls("{pk} IN (" + ", ".join(["%s"] * len(user_ids)) + ")", tuple(user_ids), len(user_ids))

    @classmethod
    def between(cls, low: Any, high: Any, limit: int) -> "People":
        return cls("{pk} BETWEEN %s AND %s", (low, high), limit)


def connection() -> BaseDatabaseWrapper:
    """The connection to the database that our rows live in."""
    return connections[router.db_for_write(Customer)]


def upsert(people: People, *, create: bool = True) -> int:
    """Write those rows that are missing (if ``create``) or don't say what they should; return how many.

    Own columns keep what they say; a new row gets their defaults.
    """
    db = connection()
    insert, defaults = _insert(db.alias, db.vendor)
    select, params = _select(people, db)
    name = db.ops.quote_name
    drifted = f"{name('row')} IS NULL OR {differs(copies.COLUMNS, db)}" if create else differs_in_a_row(db)
    with db.cursor() as cursor:
        cursor.execute(
            f"{insert} FROM ({select}) fresh WHERE {drifted} {_on_conflict(db)}",
            [*defaults, *params],
        )
        return cursor.rowcount


def walk_by_key() -> None:
    """Until the end of the transaction, keep PostgreSQL from reading whole tables for each range of users.

    Every join and subquery is to a few rows by their key; the planner prices that as if the disk had to turn for each.
    """
    db = connection()
    if db.vendor == "postgresql":
        with db.cursor() as cursor:
            for guess in ("enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "jit"):
                cursor.execute(f"SET LOCAL {guess} = off")


def differs_in_a_row(db: BaseDatabaseWrapper) -> str:
    """Return the condition that a row is there and that one of its copies isn't what it should be."""
    return f"{db.ops.quote_name('row')} IS NOT NULL AND {differs(copies.COLUMNS, db)}"


def differs(columns: Sequence[str], db: BaseDatabaseWrapper) -> str:
    """Return the condition that one of ``columns`` isn't what it should be."""
    return "(" + " OR ".join(_differs(column, db) for column in columns) + ")"


def _differs(column: str, db: BaseDatabaseWrapper) -> str:
    if db.vendor == "postgresql":
        return f"new_{column} IS DISTINCT FROM old_{column}"
    if db.vendor == "sqlite":
        return f"new_{column} IS NOT old_{column}"
    # To the collations of MySQL "Rossi" and "rossi " are equal.
    letters = "BINARY " if isinstance(Customer._meta.get_field(column), CharField | TextField) else ""
    return f"NOT ({letters}new_{column} <=> {letters}old_{column})"


def _select(people: People, db: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    select, params = _compiled(db.alias, tuple(conf.get("CANCELLED_STATUSES")), get_default_currency())
    users, pk = get_user_model()._meta.db_table, str(get_user_model()._meta.pk.column)
    where = people.where.format(pk=f"{db.ops.quote_name(users)}.{db.ops.quote_name(pk)}")
    return f"{select} WHERE {where} LIMIT {people.limit:d}", [*params, *people.params]


@cache
def _compiled(alias: str, cancelled: tuple[str, ...], currency: str) -> tuple[str, tuple[Any, ...]]:
    """The select over everybody, without a WHERE: the ORM needs 15 ms to spell it, as long as all else of a save."""
    return copies.fresh().query.get_compiler(alias).as_sql()


@cache
def _insert(alias: str, vendor: str) -> tuple[str, tuple[Any, ...]]:
    db = connections[alias]
    own = [field for field in Customer._meta.concrete_fields if field.name not in (*copies.COLUMNS, "user")]
    columns = ["user_id", *copies.COLUMNS, *(str(field.column) for field in own)]
    values = ["person", *(f"new_{column}" for column in copies.COLUMNS), *["%s"] * len(own)]
    table = db.ops.quote_name(Customer._meta.db_table)
    return (
        f"INSERT INTO {table} ({', '.join(map(db.ops.quote_name, columns))}) SELECT {', '.join(values)}",
        tuple(field.get_db_prep_save(field.get_default(), db) for field in own),
    )


def _on_conflict(db: BaseDatabaseWrapper) -> str:
    names = [db.ops.quote_name(column) for column in copies.COLUMNS]
    if db.vendor == "mysql":
        return "ON DUPLICATE KEY UPDATE " + ", ".join(f"{name} = VALUES({name})" for name in names)
    return "ON CONFLICT (user_id) DO UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in names)


def count_drift(people: People) -> list[int]:
    """Return how many of ``people`` have no row, how many rows differ, and how many of them in each kind of column."""
    db = connection()
    select, params = _select(people, db)
    row = db.ops.quote_name("row")
    conditions = [f"{row} IS NULL", differs_in_a_row(db)]
    conditions += [f"{row} IS NOT NULL AND {differs(columns, db)}" for columns in copies.KINDS.values()]
    counts = ", ".join(f"COUNT(CASE WHEN {condition} THEN 1 END)" for condition in conditions)
    with db.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM ({select}) fresh", params)  # noqa: S608  Names of ours.
        return list(cursor.fetchone())
