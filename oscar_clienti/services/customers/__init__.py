"""What staff does with one customer: add, change, e-mail address, let in, shut out."""

from .activation import activate, deactivate
from .conflicts import Conflict
from .creating import create
from .email_addresses import EmailTaken, change_email, normalise
from .updating import update

__all__ = [
    "Conflict",
    "EmailTaken",
    "activate",
    "change_email",
    "create",
    "deactivate",
    "normalise",
    "update",
]
