"""One conversation: what was said, and the fields to go on with."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from ....downloads import as_attachment
from ....loading import get_classes
from ....models import Conversation, Message, MessageFile, ReadyText
from ....services import conversations
from ....typed import whole_number
from ...rights import may

AnswerForm, AssignForm, RemarkForm = get_classes("dashboard.users.forms", ["AnswerForm", "AssignForm", "RemarkForm"])


def place_for(user: Any, conversation: Conversation) -> str:
    """The conversation's page; for who may write and not read, one that they may see. Another would look as if nothing
    had been done, and they would do it twice."""
    if may(user, "view_conversation"):
        return reverse("dashboard:customer-conversation", args=[conversation.pk])
    if conversation.customer is not None and may(user, "view_customer"):
        return reverse("dashboard:user-detail", args=[conversation.customer.pk])
    return reverse("dashboard:index")


class ThreadMixin:
    """The conversation of the address; those of staff, partners and deleted accounts are not found."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def conversation(self) -> Conversation:
        found = conversations.for_staff().select_related("customer__user", "customer__group", "order", "assigned_to")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @property
    def url(self) -> str:
        return place_for(self.request.user, self.conversation)

    def thread_context(self, **forms: Any) -> dict[str, Any]:
        """What the page needs; ``forms`` are those that come back with an error."""
        conversation, user = self.conversation, self.request.user
        said = list(conversation.messages.prefetch_related("files"))
        may_write = may(user, "message_customers") and bool(conversations.address_of(conversation))
        may_change = may(user, "change_conversation")
        return {
            "conversation": conversation,
            "said": [(message, conversations.can_retry(message)) for message in said],
            "latest": said[-1].pk if said else 0,
            "address": conversations.address_of(conversation),
            "may_write": may_write,
            "may_change": may_change,
            "texts": conversations.ready_texts.fitting(conversation.language) if may_write else (),
            "answer_form": forms.get("answer_form") or AnswerForm(initial=self._ready()),
            "remark_form": forms.get("remark_form") or RemarkForm(),
            "assign_form": AssignForm(initial={"to": str(conversation.assigned_to_id or "")}) if may_change else None,
        }

    def _ready(self) -> dict[str, Any]:
        """The ready-made text that was chosen, filled in."""
        text = chosen_text(self.request)
        if text is None:
            return {}
        customer = self.conversation.customer
        words = conversations.ready_texts.filled(text, customer=customer, conversation=self.conversation)
        return {"text": words[1]}


def chosen_text(request: HttpRequest) -> ReadyText | None:
    """The ready-made text of ``?text=7``."""
    number = whole_number(request.GET.get("text"))
    return ReadyText.objects.filter(pk=number).first() if number is not None else None


class ConversationView(ThreadMixin, TemplateView):
    """Opening it changes nothing: a button, which a script presses, says that it has been read."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/conversations/thread.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.thread_context(), **kwargs)


class MessageMixin(ThreadMixin):
    """The message of the address, if it belongs to the conversation."""

    @cached_property
    def message(self) -> Message:
        return get_object_or_404(Message, pk=self.kwargs["message_pk"], conversation=self.conversation)


class ConversationFileView(ThreadMixin, View):
    """A file of this conversation, to keep, never as a page."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        found = MessageFile.objects.filter(message__conversation=self.conversation)
        row = get_object_or_404(found, public_id=kwargs["file"])
        return as_attachment(row.file, name=row.name, content_type=row.content_type)
