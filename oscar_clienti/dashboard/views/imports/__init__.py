"""An import in five steps: bring, understand, decide, preview, run."""

from .bringing import ImportSampleView, ImportView
from .deciding import ImportDecisionsView
from .matching import ImportMatchingView
from .previewing import ImportPreviewView, ImportRefusedView, ImportRunView
from .results import (
    ImportDiscardView,
    ImportInviteView,
    ImportOpenView,
    ImportResultView,
    ImportRetryView,
    ImportUndoView,
)

__all__ = [
    "ImportDecisionsView",
    "ImportDiscardView",
    "ImportInviteView",
    "ImportMatchingView",
    "ImportOpenView",
    "ImportPreviewView",
    "ImportRefusedView",
    "ImportResultView",
    "ImportRetryView",
    "ImportRunView",
    "ImportSampleView",
    "ImportUndoView",
    "ImportView",
]
