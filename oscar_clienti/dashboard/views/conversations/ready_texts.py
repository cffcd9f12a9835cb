"""Ready-made texts: listed, added, changed, deleted."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import ListView

from ....loading import get_class
from ....models import ReadyText
from ....services.conversations import ready_texts
from ..customers import ActFormView

ReadyTextForm = get_class("dashboard.users.forms", "ReadyTextForm")


class ReadyTextListView(ListView):
    model = ReadyText
    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/conversations/ready_texts.html"
    context_object_name = "rows"


class ReadyTextForms(ActFormView):
    """Saves what the form says."""

    form_class = ReadyTextForm
    template_name = "oscar_clienti/dashboard/conversations/ready_text.html"

    @cached_property
    def text(self) -> ReadyText:
        return ReadyText()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("dashboard:customer-ready-texts"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        text = ready_texts.save(self.text, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The text “%(title)s” was saved.") % {"title": text.title})
        return redirect("dashboard:customer-ready-texts")


class ReadyTextAddView(ReadyTextForms):
    extra_context = {"title": gettext_lazy("Add a ready-made text")}


class ReadyTextEditView(ReadyTextForms):
    extra_context = {"title": gettext_lazy("Edit the ready-made text")}

    @cached_property
    def text(self) -> ReadyText:
        return get_object_or_404(ReadyText, pk=self.kwargs["pk"])


class ReadyTextDeleteView(ReadyTextEditView):
    form_class = Form
    template_name = "oscar_clienti/dashboard/conversations/ready_text_delete.html"
    extra_context = {"confirm_label": pgettext_lazy("verb", "Delete"), "danger": True}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["instance"]
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Delete the text “%(title)s”?") % {"title": self.text.title}
        return super().get_context_data(title=title, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        ready_texts.delete(self.text, by=self.request.user)
        messages.success(self.request, _("The text “%(title)s” was deleted.") % {"title": self.text.title})
        return redirect("dashboard:customer-ready-texts")
