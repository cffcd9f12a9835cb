"""The index behind the search box: on PostgreSQL trigrams of the search text, on SQLite the text itself.

SQLite reads through all texts, but those of the index lie close together; it loses the index when a later migration
rebuilds the table, so such a migration has to call ``create`` again. MariaDB can index neither.

The extension of PostgreSQL needs a right that not every shop's database user has; without it the shop works, only slower, and
``manage.py check --database default`` says what to do.
"""

import logging

from django.db import DatabaseError, transaction

logger = logging.getLogger("oscar_clienti")

NAME = "clienti_search"


def create(apps, schema_editor):
    """Make the index, and the extension that it needs; without the right, say so and leave them out."""
    connection = schema_editor.connection
    table = connection.ops.quote_name(apps.get_model("oscar_clienti", "Customer")._meta.db_table)
    if connection.vendor == "sqlite":
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON {table} (state, search_text)")
    elif connection.vendor == "postgresql" and _has_trigrams(connection, table):
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON {table} USING gin (search_text gin_trgm_ops)")


def _has_trigrams(connection, table):
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        logger.warning(
            "The customers' search index was left out, because this database user may not create the extension "
            "pg_trgm (%s). Searching works but is slow. A database administrator can run CREATE EXTENSION pg_trgm; "
            "then run CREATE INDEX %s ON %s USING gin (search_text gin_trgm_ops).",
            str(error).strip(),
            NAME,
            table,
        )
        return False
    return True


def drop(apps, schema_editor):
    """Take the index away; the extension may serve others and stays."""
    if schema_editor.connection.vendor in ("postgresql", "sqlite"):
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


def has_trigrams(connection):
    """Is the extension there? Whoever asks leaves the making of it, and the warning, to ``create``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
