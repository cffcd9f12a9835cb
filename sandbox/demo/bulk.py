"""Many rows at once: COPY on PostgreSQL, ``executemany`` elsewhere; no signals, no objects, no default left out."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone


class Table:
    """One table to fill. ``columns`` are attribute names (``user_id``); all others get the field's default."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.model = model
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [f for name, f in fields.items() if name not in columns and not isinstance(f, models.AutoField)]
        self.fields = [*(fields[name] for name in columns), *rest]
        self.defaults = tuple(_default(field) for field in rest)

    def has(self, name: str) -> bool:
        """Does the model have a field of this name?"""
        return any(field.name == name for field in self.fields)

    def next_id(self) -> int:
        """The first primary key that is free."""
        return (self.model._base_manager.aggregate(most=models.Max("pk"))["most"] or 0) + 1

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Insert ``rows``, tuples in the order of the columns."""
        quote = connection.ops.quote_name
        table = quote(self.model._meta.db_table)
        columns = ", ".join(quote(field.column) for field in self.fields)
        complete = ((*row, *self.defaults) for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in complete:
                        copy.write_row(row)
                return
            prepare = [field.get_db_prep_save for field in self.fields]
            holes = ", ".join(["%s"] * len(self.fields))
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({holes})",
                [[make(value, connection) for make, value in zip(prepare, row, strict=True)] for row in complete],
            )


def _default(field: models.Field) -> Any:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return timezone.now()
    value = field.get_default()
    return value.value if isinstance(value, Enum) else value


def settle(tables: Iterable[Table]) -> None:
    """Let the counters go on behind the keys that we chose, and the planner learn what is there."""
    made = [table.model for table in tables]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), made):
            cursor.execute(statement)
        if connection.vendor in ("postgresql", "sqlite"):
            cursor.execute("ANALYZE")


def drop_indexes(model: type[models.Model]) -> None:
    """Take the model's indexes away: a million rows are written in half the time without them."""
    known = _constraints(model)
    _change("remove_index", model, [index for index in model._meta.indexes if index.name in known])


def restore_indexes(model: type[models.Model]) -> None:
    """Make those of the model's indexes that are missing, also after a load that was interrupted."""
    known = _constraints(model)
    _change("add_index", model, [index for index in model._meta.indexes if index.name not in known])


def _change(how: str, model: type[models.Model], indexes: list[models.Index]) -> None:
    if indexes:
        with connection.schema_editor() as editor:
            for index in indexes:
                getattr(editor, how)(model, index)


def _constraints(model: type[models.Model]) -> dict:
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, model._meta.db_table)
