"""Rows that are written once: the ledger of consents and the activity."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is a record of the past."""


def refuse(row: object) -> NoReturn:
    """Raise ``AppendOnlyError`` naming the kind of row."""
    name = row if isinstance(row, str) else type(row).__name__
    raise AppendOnlyError(f"{name} rows are append-only: add a new one.")


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and inserts only."""

    def update(self, **kwargs: Any) -> NoReturn:
        refuse(self.model.__name__)

    def delete(self) -> NoReturn:
        refuse(self.model.__name__)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(self.model.__name__)

    def scrub(self, **values: Any) -> int:
        """Overwrite personal data in these rows; the one exception, and only the deletion of an account makes it.

        What happened, when and by which member of staff must stay: give only columns that hold personal data.
        Returns how many rows there were.
        """
        return super().update(**values)


AppendOnlyManager = models.Manager.from_queryset(AppendOnlyQuerySet)


class AppendOnly(models.Model):
    """The base of rows that record the past."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(self)
