"""What the customer and the shop write to each other, in the account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ...downloads import as_attachment
from ...models import Conversation, MessageFile, MessageKind, Way
from ...services import conversations
from ..message_forms import MessageForm
from .base import AccountPage, customer_of, page_of

PER_PAGE = 20


def is_in_person(request: Any) -> bool:
    """Is it the customer who is looking, and not somebody of the shop who is logged in as them?"""
    return not getattr(request, "log_in_as", None)


class MessagesView(AccountPage):
    """All conversations, the latest first."""

    page_title = gettext_lazy("Messages")
    active_tab = "messages"
    template_name = "oscar_clienti/account/messages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        customer = self.customer
        rows = conversations.of_customer(customer) if customer else Conversation.objects.none()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, contact=page_of("clienti-contact"), **kwargs)


class ThreadMixin:
    """The conversation of the address, of whoever is signed in: another's does not exist."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def conversation(self) -> Conversation:
        customer = customer_of(self.request.user)
        return get_object_or_404(Conversation, pk=self.kwargs["pk"], customer=customer.pk if customer else 0)


class MessageThreadView(ThreadMixin, AccountPage):
    """What was said, and a field to answer."""

    active_tab = "messages"
    template_name = "oscar_clienti/account/message_thread.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._read()
        return super().get(request, *args, **kwargs)

    def _read(self) -> None:
        """Only the customer in person reads."""
        if not self.conversation.unread_by_customer or self.request.method != "GET" or not is_in_person(self.request):
            return
        latest = self.conversation.messages.order_by("-pk").values_list("pk", flat=True).first()
        conversations.seen_by_customer(self.conversation, upto=latest or 0)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = self.conversation.messages.exclude(kind=MessageKind.REMARK).prefetch_related("files")
        more = {"conversation": self.conversation, "said": said, "page_title": self.conversation.subject}
        return super().get_context_data(**{**more, "form": MessageForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_in_person(request):
            raise PermissionDenied(_("Answer in the dashboard, under your own name."))
        form = MessageForm(request.POST, request.FILES)
        if form.is_valid() and self._reply(form):
            return redirect("customer:message", pk=self.conversation.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _reply(self, form: MessageForm) -> bool:
        self.require_customer()
        try:
            conversations.reply(self.conversation, way=Way.ACCOUNT, **form.parts())
        except conversations.AlreadyWritten:
            pass
        except ValidationError as error:
            form.refuse(error)
            return False
        messages.success(self.request, _("Your message was sent."))
        return True


class MessageFileView(ThreadMixin, View):
    """A file of one of the customer's conversations, to keep."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        rows = MessageFile.objects.exclude(message__kind=MessageKind.REMARK)
        row = get_object_or_404(rows, public_id=kwargs["file"], message__conversation=self.conversation)
        return as_attachment(row.file, name=row.name, content_type=row.content_type)
