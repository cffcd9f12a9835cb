"""Writing to many: the text, a look at it, a test, the question with its numbers; and what became of it."""

from .pages import MailingListView, MailingOpenView, MailingView
from .sending import MailingDeleteView, MailingRetryView, MailingSendView, MailingTestView
from .writing import MailingEditView, WriteToManyView

__all__ = [
    "MailingDeleteView",
    "MailingEditView",
    "MailingListView",
    "MailingOpenView",
    "MailingRetryView",
    "MailingSendView",
    "MailingTestView",
    "MailingView",
    "WriteToManyView",
]
