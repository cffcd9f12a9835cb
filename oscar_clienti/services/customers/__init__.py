"""What staff does with customers: add, change, e-mail address, let in, shut out, exempt from taxes."""

from ..conflicts import Conflict
from .activation import activate, activate_many, deactivate, deactivate_many
from .creating import create
from .email_addresses import EmailTaken, change_email, changed_in_person, normalise
from .exemption import exempt_many
from .updating import update

__all__ = [
    "Conflict",
    "EmailTaken",
    "activate",
    "activate_many",
    "change_email",
    "changed_in_person",
    "create",
    "deactivate",
    "deactivate_many",
    "exempt_many",
    "normalise",
    "update",
]
