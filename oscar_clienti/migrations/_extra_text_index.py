"""The index behind "contains" in answers of extra information: trigrams, on PostgreSQL, where the extension is there.

Without it the filter reads through the answers of one field, by an index that every database has.
"""

from oscar_clienti.migrations._search_index import has_trigrams

NAME = "clienti_extra_words"


def create(apps, schema_editor):
    """Make the index where the database can."""
    connection = schema_editor.connection
    table = connection.ops.quote_name(apps.get_model("oscar_clienti", "ExtraAnswer")._meta.db_table)
    if connection.vendor == "postgresql" and has_trigrams(connection):
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON {table} USING gin (text_key gin_trgm_ops)")


def drop(apps, schema_editor):
    """Take it away; the extension may serve others and stays."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")
