"""Saying whose the conversation of somebody unknown is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ....filters import CustomerFilter
from ....models import Customer
from ....services import conversations
from ....typed import whole_number
from ...rights import may
from .threads import ThreadMixin

SHOWN = 10


class ConversationAttachView(ThreadMixin, TemplateView):
    """``?q=`` looks for customers, the address that was given at the beginning; each has a button."""

    template_name = "oscar_clienti/dashboard/conversations/attach.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", self.conversation.email).replace("\x00", "")[:200]
        return super().get_context_data(
            conversation=self.conversation, words=words, found=self._found(words), cancel_url=self.url, **kwargs
        )

    def _found(self, words: str) -> list[Customer]:
        """Only for those who may see customers at all."""
        if not words.strip() or not may(self.request.user, "view_customer"):
            return []
        return list(CustomerFilter({"q": [words]}).apply().order_by("sort_name", "pk")[:SHOWN])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        url, number = self.url, whole_number(request.POST.get("customer"))
        customer = get_object_or_404(Customer.objects.shoppers(), pk=number)
        try:
            conversations.attach(self.conversation, customer, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The conversation belongs to %(customer)s now.") % {"customer": customer})
        return redirect(url)
