"""What is done with one conversation: each a POST of its page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from ....services import conversations
from ....typed import whole_number
from ...rights import may
from .threads import AnswerForm, AssignForm, MessageMixin, RemarkForm, ThreadMixin


class ThreadAct(ThreadMixin, View):
    """Does one thing and leads back; what the service refuses is told on top."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Who loads a refused answer anew, or had to sign in again before it, comes back to the conversation."""
        return redirect(self.url)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Asked first: a conversation that is out of reach is not found.
        url = self.url
        try:
            self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(url)

    def act(self) -> None:
        raise NotImplementedError

    @property
    def upto(self) -> int | None:
        """The last message that stood on the page."""
        return whole_number(self.request.POST.get("upto"))

    def mark_read(self) -> None:
        """What stood on the page has been read."""
        if self.upto is not None:
            conversations.seen_by_staff(self.conversation, upto=self.upto, by=self.request.user)


class ThreadForm(ThreadAct):
    """The same with a form, which is shown again with its errors."""

    form_class: Any
    form_name = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        url = self.url
        form = self.form_class(request.POST, request.FILES)
        if form.is_valid():
            try:
                self.take(form)
                return redirect(f"{url}#cl-latest")
            except conversations.AlreadyWritten:
                return redirect(f"{url}#cl-latest")
            except ValidationError as error:
                self.refuse(form, error)
        if not may(request.user, "view_conversation"):
            # The page with the form is the conversation.
            messages.error(request, " ".join(word for words in form.errors.values() for word in words))
            return redirect(url)
        context = {**self.thread_context(**{self.form_name: form}), "view": self}
        return render(request, "oscar_clienti/dashboard/conversations/thread.html", context)

    def take(self, form: Any) -> None:
        raise NotImplementedError

    def refuse(self, form: Any, error: ValidationError) -> None:
        for message in error.messages:
            form.add_error(None, message)


class ConversationAnswerView(ThreadForm):
    form_class = AnswerForm
    form_name = "answer_form"

    def take(self, form: Any) -> None:
        conversations.answer(self.conversation, by=self.request.user, **form.parts())
        # Where no script did it when the page was opened.
        self.mark_read()
        messages.success(self.request, _("Your message is kept and on its way."))

    def refuse(self, form: Any, error: ValidationError) -> None:
        form.refuse(error)


class ConversationRemarkView(ThreadForm):
    form_class = RemarkForm
    form_name = "remark_form"

    def take(self, form: Any) -> None:
        text, key = form.cleaned_data["text"], form.cleaned_data.get("form_key")
        conversations.remark(self.conversation, text=text, by=self.request.user, form_key=key)


class ConversationAssignView(ThreadAct):
    def act(self) -> None:
        form = AssignForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("This person can't read messages."))
        conversations.assign(self.conversation, to=form.person(), by=self.request.user)
        messages.success(self.request, _("It was noted who looks after this conversation."))


class ConversationCloseView(ThreadAct):
    def act(self) -> None:
        conversations.close(self.conversation, by=self.request.user, upto=self.upto)
        messages.success(self.request, _("The conversation is closed. It opens again when the customer writes."))


class ConversationReopenView(ThreadAct):
    def act(self) -> None:
        conversations.reopen(self.conversation, by=self.request.user)
        messages.success(self.request, _("The conversation is open again."))


class ConversationReadView(ThreadAct):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().post(request, **kwargs)
        return HttpResponse("") if request.headers.get("HX-Request") else response

    def act(self) -> None:
        self.mark_read()


class ConversationRetryView(MessageMixin, ThreadAct):
    def act(self) -> None:
        conversations.retry(self.message, by=self.request.user)
        messages.success(self.request, _("Your message is kept and on its way."))
