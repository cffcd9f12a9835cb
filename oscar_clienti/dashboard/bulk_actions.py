"""What can be done to chosen rows and to all who match: the list's action bar. Other apps add their own."""

from ..services.bulk import BulkAct
from ..services.bulk import acts as bulk_actions

__all__ = ["BulkAct", "bulk_actions"]
