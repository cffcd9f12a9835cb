"""The pages of conversations and of ready-made texts."""

from .acts import (
    ConversationAnswerView,
    ConversationAssignView,
    ConversationCloseView,
    ConversationReadView,
    ConversationRemarkView,
    ConversationReopenView,
    ConversationRetryView,
)
from .attaching import ConversationAttachView
from .lists import ConversationListView
from .ready_texts import ReadyTextAddView, ReadyTextDeleteView, ReadyTextEditView, ReadyTextListView
from .threads import ConversationFileView, ConversationView
from .writing import CustomerWriteView

__all__ = [
    "ConversationAnswerView",
    "ConversationAssignView",
    "ConversationAttachView",
    "ConversationCloseView",
    "ConversationFileView",
    "ConversationListView",
    "ConversationReadView",
    "ConversationRemarkView",
    "ConversationReopenView",
    "ConversationRetryView",
    "ConversationView",
    "CustomerWriteView",
    "ReadyTextAddView",
    "ReadyTextDeleteView",
    "ReadyTextEditView",
    "ReadyTextListView",
]
