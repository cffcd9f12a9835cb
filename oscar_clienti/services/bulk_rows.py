"""Thousands of new rows in one statement: COPY on PostgreSQL, INSERT with many rows elsewhere."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

_PLAIN = {
    models.AutoField,
    models.BigAutoField,
    models.BigIntegerField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DateTimeField,
    models.DecimalField,
    models.EmailField,
    models.IntegerField,
    models.PositiveBigIntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
}
# Rows of an INSERT; the ORM makes it fewer where a database takes fewer values.
BATCH = 1000


def insert(model: type[models.Model], field_names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write ``rows``, each with a value for each of ``field_names`` (for a foreign key its raw value), as they come.

    Fields that are not named get their default. Neither ``save`` nor any signal is called, nothing is validated, and
    nobody learns the new keys. Whoever wants all or nothing opens a transaction.
    """
    db = connections[router.db_for_write(model)]
    named = [model._meta.get_field(name) for name in field_names]
    if db.vendor == "postgresql" and _can_copy():
        _copy(model, named, rows, db)
    else:
        _insert(model, named, rows, db)


def _can_copy() -> bool:
    """Psycopg 2 spells it otherwise."""
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    return is_psycopg3


def _copy(model: type[models.Model], named: list[Any], rows: Iterable[Sequence[Any]], db: BaseDatabaseWrapper) -> None:
    rest = [field for field in model._meta.concrete_fields if field not in named and not _by_database(field)]
    table, columns = model._meta.db_table, [db.ops.quote_name(field.column) for field in (*named, *rest)]
    prepare = [_preparing(field, db) for field in (*named, *rest)]
    sql = f"COPY {db.ops.quote_name(table)} ({', '.join(columns)}) FROM STDIN"
    with db.cursor() as cursor, db.wrap_database_errors, cursor.copy(sql) as copy:  # type: ignore[attr-defined]
        for row in rows:
            values = (*row, *(field.get_default() for field in rest))
            copy.write_row(
                [value if ready is None else ready(value) for ready, value in zip(prepare, values, strict=True)]
            )


def _preparing(field: Any, db: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """What makes a value ready for the database; nothing for fields of Django whose values psycopg takes as they are.

    A million rows have tens of millions of values.
    """
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if type(field) is models.JSONField:
        return _Json(field.encoder)
    return None if type(field) in _PLAIN else partial(field.get_db_prep_save, connection=db)


class _Json:
    """Text of JSON; a row with the very object of the row before has its text, too."""

    def __init__(self, encoder: Any) -> None:
        self.encoder = encoder
        self.last: Any = None
        self.text: str | None = None

    def __call__(self, value: Any) -> str | None:
        if value is not self.last:
            self.last, self.text = value, None if value is None else json.dumps(value, cls=self.encoder)
        return self.text


def _by_database(field: Any) -> bool:
    """Does the database itself fill the column?"""
    return isinstance(field, models.AutoField) or field.generated or field.has_db_default()


def _insert(
    model: type[models.Model], named: list[Any], rows: Iterable[Sequence[Any]], db: BaseDatabaseWrapper
) -> None:
    names = [field.attname for field in named]
    # What a field would say by itself when a row is made; COPY doesn't ask it. MySQL doesn't tell the new keys.
    told = db.features.can_return_rows_from_bulk_insert
    stamped = [field.attname for field in named if told and getattr(field, "auto_now_add", False)]
    everything = iter(rows)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(everything, BATCH)]:
        made = model._base_manager.using(db.alias).bulk_create([model(**values) for values in batch])
        if stamped:
            for one, values in zip(made, batch, strict=True):
                vars(one).update({name: values[name] for name in stamped})
            model._base_manager.using(db.alias).bulk_update(made, stamped)
