"""Long work: what is going on, how far it is, and its handles: pause, continue, stop."""

from .acts import JobCancelView, JobPauseView, JobResumeView
from .base import JobMixin, visible_to
from .pages import JobDriveView, JobListView, JobProgressView, JobView

__all__ = [
    "JobCancelView",
    "JobDriveView",
    "JobListView",
    "JobMixin",
    "JobPauseView",
    "JobProgressView",
    "JobResumeView",
    "JobView",
    "visible_to",
]
