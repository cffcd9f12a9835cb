"""What only the database can tell: run by ``manage.py check --database default`` and before ``migrate``."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.core import checks
from django.db import connections

Messages = Iterator[checks.CheckMessage]


def postgresql(alias: str) -> Messages:
    """What makes the list slow without breaking it."""
    db = connections[alias]
    if db.vendor != "postgresql":
        return
    with db.cursor() as cursor:
        cursor.execute("SHOW jit")
        if cursor.fetchone()[0] == "on":
            yield checks.Warning(
                f"On the database {alias!r} PostgreSQL compiles queries (jit), which costs the list 100 ms and more.",
                hint="Add “-c jit=off” to OPTIONS[“options”] of the database in your settings.",
                id="oscar_clienti.W011",
            )
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'clienti_search'")
        if not cursor.fetchone():
            yield checks.Warning(
                f"On the database {alias!r} the index for searching customers is missing; searching is slow.",
                hint="Let a database administrator run CREATE EXTENSION pg_trgm, then run CREATE INDEX clienti_search "
                "ON oscar_clienti_customer USING gin (search_text gin_trgm_ops).",
                id="oscar_clienti.W012",
            )


def missing_rows(alias: str) -> Messages:
    """Users made by ``bulk_create`` or raw SQL are in no list."""
    missing = get_user_model()._base_manager.using(alias).filter(customer=None).count()
    if missing:
        yield checks.Warning(
            f"{missing:,} users have no customer row and are missing in the list.",
            hint="Run “manage.py clienti_sync”; “manage.py clienti_sync --check” tells whether more is wrong.",
            id="oscar_clienti.W013",
        )
