"""Acts on several customers: on chosen ones at once, on all who match a filter as a job."""

from .activation import Activate, Deactivate
from .acts import BulkAct, Outcome, acts, do
from .crowds import Crowd
from .deletion import Delete
from .exemption import EndExemption, Exempt
from .job import BulkKind, start
from .labels import AddTags, AssignGroup, ClearGroup, RemoveTags

__all__ = [
    "Activate",
    "AddTags",
    "AssignGroup",
    "BulkAct",
    "BulkKind",
    "ClearGroup",
    "Crowd",
    "Deactivate",
    "Delete",
    "EndExemption",
    "Exempt",
    "Outcome",
    "RemoveTags",
    "acts",
    "do",
    "start",
]

for _act in (
    Activate(),
    Deactivate(),
    AssignGroup(),
    ClearGroup(),
    AddTags(),
    RemoveTags(),
    Exempt(),
    EndExemption(),
    Delete(),
):
    acts.register(_act)
