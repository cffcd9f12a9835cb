"""The limit of an import: its very rows, by COPY to a temporary table and INSERT … ON CONFLICT DO NOTHING."""

from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from .measuring import boss, execute, timed

BATCH = 1000
# Each has one row for each person of the file; in this order one may point to another.
TABLES = {
    "auth_user": "id",
    "oscar_clienti_customer": "user_id",
    "oscar_clienti_consentevent": "customer_id",
    "oscar_clienti_activity": "customer_id",
}
# Who did it and in which job belongs to the rows too, and is checked and indexed; both are made anew.
MADE_BY = {
    "oscar_clienti_consentevent": "by_id = {boss}",
    "oscar_clienti_activity": "by_id = {boss}, job_id = {job}",
}


def empty() -> None:
    execute(
        "TRUNCATE auth_user, oscar_clienti_job CASCADE", *(f"VACUUM ANALYZE {table}" for table in TABLES), "CHECKPOINT"
    )


def keep() -> None:
    """Put what an import has written aside."""
    people = "(SELECT id FROM auth_user WHERE NOT is_superuser)"
    for table, person in TABLES.items():
        rows = f"SELECT * FROM {table} WHERE {person} IN {people} ORDER BY {person}"
        execute(f"DROP TABLE IF EXISTS made_{table}", f"CREATE TABLE made_{table} AS {rows}")


def copy(rows: int, batch: int, folder: Path) -> float:
    """Write the rows that were kept, ``batch`` of them in a transaction; returns the seconds that it took."""
    from django.db import connection, transaction

    _make_ready(folder)

    def whole() -> None:
        with ExitStack() as stack, connection.cursor() as cursor:
            files = {table: stack.enter_context(open(folder / table, "rb")) for table in TABLES}
            for _chunk in range(0, rows, batch):
                with transaction.atomic():
                    for table, file in files.items():
                        with cursor.copy(f"COPY temp_{table} FROM STDIN") as into:
                            into.write(b"".join(islice(file, batch)))
                        cursor.execute(f"INSERT INTO {table} SELECT * FROM temp_{table} ON CONFLICT DO NOTHING")
                        cursor.execute(f"TRUNCATE temp_{table}")

    seconds = timed(whole)
    for table, person in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {person} IN (SELECT {person} FROM made_{table})")
            assert cursor.fetchone() == (rows,), table
    return seconds


def _make_ready(folder: Path) -> None:
    from django.db import connection

    from oscar_clienti.models import Job

    made_by = {"boss": boss().pk, "job": Job.objects.create(kind="import").pk}
    for table, person in TABLES.items():
        if table in MADE_BY:
            execute(f"UPDATE made_{table} SET {MADE_BY[table].format(**made_by)}")
        execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS temp_{table} (LIKE {table})")
        ordered = f"COPY (SELECT * FROM made_{table} ORDER BY {person}) TO STDOUT"
        with connection.cursor() as cursor, cursor.copy(ordered) as out, open(folder / table, "wb") as file:
            for piece in out:
                file.write(piece)
