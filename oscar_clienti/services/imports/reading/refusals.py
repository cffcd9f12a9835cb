"""What is said when a file can't be read."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class FileRefused(ValidationError):
    """The file can't be read: the message says why and what to do, and never what is in a cell (it may be a password).

    ``row`` and ``column`` count from 1, as a spreadsheet shows them; ``None`` when it is about the whole file.
    """

    def __init__(self, message: str | Promise, *, code: str, row: int | None = None, column: int | None = None) -> None:
        super().__init__(str(message), code=code)
        self.row = row
        self.column = column


def unpacks_to_too_much() -> FileRefused:
    """For an Excel file that would fill the memory."""
    words = _("This Excel file unpacks to more than we can read. Save it as CSV, and bring that.")
    return FileRefused(words, code="too_big")
