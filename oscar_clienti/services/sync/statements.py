"""The select of ``copies`` wrapped as one set-wise statement, in the words of each engine.

The select is cut by a LIMIT that never bites: an engine must then work out each value once, instead of pulling the
select apart and working them out wherever they are mentioned.
"""

from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, QuerySet, TextField

from oscar_clienti.models import Customer

from . import copies


def connection() -> BaseDatabaseWrapper:
    """The connection to the database that our rows live in."""
    return connections[router.db_for_write(Customer)]


def upsert(people: QuerySet, *, limit: int) -> None:
    """Write the rows of ``people`` (at most ``limit`` users) that are missing or say something else than they should.

    Own columns keep what they say; a new row gets their defaults.
    """
    db = connection()
    own = [field for field in Customer._meta.concrete_fields if field.name not in (*copies.COLUMNS, "user")]
    columns = ", ".join(
        db.ops.quote_name(column) for column in ("user_id", *copies.COLUMNS, *(field.column for field in own))
    )
    values = ", ".join(["person", *(f"new_{column}" for column in copies.COLUMNS), *["%s"] * len(own)])
    defaults = [field.get_db_prep_save(field.get_default(), db) for field in own]
    select, params = _select(people, limit, db)
    table = db.ops.quote_name(Customer._meta.db_table)
    drifted = differs(copies.COLUMNS, db)
    with db.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM ({select}) fresh"  # noqa: S608  Names of ours.
            f" WHERE {quoted(db, 'row')} IS NULL OR {drifted} {_on_conflict(db)}",
            [*defaults, *params],
        )


def differs(columns: tuple[str, ...], db: BaseDatabaseWrapper) -> str:
    """Return the condition that one of ``columns`` says something else than it should."""
    if db.vendor == "postgresql":
        new, old = (", ".join(f"{age}_{column}" for column in columns) for age in ("new", "old"))
        return f"ROW({new}) IS DISTINCT FROM ROW({old})"
    return "(" + " OR ".join(_differs(column, db) for column in columns) + ")"


def _differs(column: str, db: BaseDatabaseWrapper) -> str:
    if db.vendor == "sqlite":
        return f"new_{column} IS NOT old_{column}"
    # Collations of MySQL find "Rossi" and "rossi " equal.
    letters = "BINARY " if isinstance(Customer._meta.get_field(column), CharField | TextField) else ""
    return f"NOT ({letters}new_{column} <=> {letters}old_{column})"


def quoted(db: BaseDatabaseWrapper, name: str) -> str:
    return db.ops.quote_name(name)


def _select(people: QuerySet, limit: int, db: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
    return copies.fresh(people)[:limit].query.get_compiler(connection=db).as_sql()


def _on_conflict(db: BaseDatabaseWrapper) -> str:
    names = [db.ops.quote_name(column) for column in copies.COLUMNS]
    if db.vendor == "mysql":
        return "ON DUPLICATE KEY UPDATE " + ", ".join(f"{name} = VALUES({name})" for name in names)
    return "ON CONFLICT (user_id) DO UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in names)
