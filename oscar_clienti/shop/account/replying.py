"""Answering by the link in an e-mail, without signing in: one conversation, and of it only what the e-mail said."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.generic import View

from ...models import ReplyLink, Way
from ...services import conversations
from .. import network
from ..message_forms import MessageForm

_PAGES = "oscar_clienti/account/"


@method_decorator(never_cache, name="dispatch")
class MessageReplyView(View):
    """GET shows the message that the link came with and a field; only POST writes. Nobody is signed in by it."""

    http_method_names = ["get", "head", "post", "options"]

    @sensitive_variables("token")
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        # The token must not travel on in the address. Not "no-referrer" where there is a form: browsers would then send
        # it without an origin, and Django would refuse it.
        response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response

    @sensitive_variables("token")
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = conversations.look_up(token)
        return self._page(request, link, MessageForm()) if link else self._missed(request)

    head = get

    @sensitive_variables("token")
    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link = conversations.look_up(token)
        if link is None:
            return self._missed(request)
        form = MessageForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, link, form)
        who = network.address_of(request)
        if not form.is_within("reply", who):
            return self._page(request, link, form, status=429)
        try:
            conversations.reply(link.message.conversation, way=Way.LINK, **form.parts())
        except conversations.AlreadyWritten:
            conversations.limits.give_back("reply", who)
        except PermissionDenied:
            return self._gone(request)
        except ValidationError as error:
            conversations.limits.give_back("reply", who)
            form.refuse(error)
            return self._page(request, link, form)
        return self._thanks(request)

    def _page(self, request: HttpRequest, link: ReplyLink, form: MessageForm, status: int = 200) -> HttpResponse:
        context = {"message": link.message, "form": form}
        return render(request, f"{_PAGES}message_reply.html", context, status=status)

    def _thanks(self, request: HttpRequest) -> HttpResponse:
        response = render(request, f"{_PAGES}message_replied.html")
        response["Referrer-Policy"] = "no-referrer"
        return response

    def _missed(self, request: HttpRequest) -> HttpResponse:
        """Only links that are none are counted: others may share the address with whoever tries them."""
        is_within = conversations.limits.count("token", network.address_of(request))
        return self._gone(request, status=410 if is_within else 429)

    def _gone(self, request: HttpRequest, status: int = 410) -> HttpResponse:
        response = render(request, f"{_PAGES}message_reply_gone.html", status=status)
        response["Referrer-Policy"] = "no-referrer"
        return response
