"""People who never ordered stand at the end of "latest order first", on PostgreSQL too.

SQLite and MariaDB hold NULL for the smallest value, PostgreSQL for the largest; its index has to say otherwise, in the
words that the list's query uses (``dashboard/paging.py``).
"""

NAME = "clienti_last_order"


def create(apps, schema_editor):
    """Put the index on the last order the other way round about NULL."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = schema_editor.connection.ops.quote_name(apps.get_model("oscar_clienti", "Customer")._meta.db_table)
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")
    schema_editor.execute(f"CREATE INDEX {NAME} ON {table} (state, last_order_at DESC NULLS LAST, user_id DESC)")


def leave(apps, schema_editor):
    """Nothing to undo: the index goes with its table."""
