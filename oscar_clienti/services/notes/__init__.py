"""Notes about customers: writing them, the alert that nobody overlooks, follow-ups, files, and finding them again."""

from .alerts import alert, alert_of, alerts_of, quieten
from .finding import due, due_count, matching, mentions
from .following import done, postpone, reopen
from .writing import AlreadyWritten, delete, edit, may_edit, pin, write

__all__ = [
    "AlreadyWritten",
    "alert",
    "alert_of",
    "alerts_of",
    "delete",
    "done",
    "due",
    "due_count",
    "edit",
    "matching",
    "may_edit",
    "mentions",
    "pin",
    "postpone",
    "quieten",
    "reopen",
    "write",
]
