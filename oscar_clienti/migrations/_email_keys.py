"""The folded address of those who have a row already: an import finds people by it."""

from django.db.models import F

from oscar_clienti.text import Fold


def fill(apps, schema_editor):
    """Work the keys out in one statement, on the side of the database."""
    apps.get_model("oscar_clienti", "Customer").objects.using(schema_editor.connection.alias).update(
        email_key=Fold(F("email"))
    )


def leave(apps, schema_editor):
    """Nothing to undo: the column goes."""
