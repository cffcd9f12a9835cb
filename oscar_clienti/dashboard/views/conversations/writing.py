"""Writing to a customer, from the list, the profile or an order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ....loading import get_class
from ....services import conversations, letters
from ..customers import ActFormView, CustomerMixin
from .threads import chosen_text, place_for

WriteForm = get_class("dashboard.users.forms", "WriteForm")


class CustomerWriteView(CustomerMixin, ActFormView):
    """``?order=100777`` writes about an order of theirs, ``?text=7`` begins with a ready-made text."""

    form_class = WriteForm
    template_name = "oscar_clienti/dashboard/conversations/write.html"

    @cached_property
    def order(self) -> Any | None:
        number = self.request.GET.get("order", "")[:128].replace("\x00", "")
        return (
            get_model("order", "Order").objects.filter(user=self.customer.pk, number=number).first() if number else None
        )

    def get_initial(self) -> dict[str, Any]:
        text, more = chosen_text(self.request), {"order_number": self.order.number} if self.order else {}
        if text is None:
            return {"subject": _("Your order %(number)s") % {"number": self.order.number}} if self.order else {}
        subject, body = conversations.ready_texts.filled(text, customer=self.customer, **more)
        return {"subject": subject, "text": body}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = letters.language_for(self.customer)
        return super().get_context_data(
            title=_("Write to %(customer)s") % {"customer": self.customer},
            order=self.order,
            address=self.customer.user.email,
            texts=conversations.ready_texts.fitting(language),
            **kwargs,
        )

    def refused(self, form: Any, error: ValidationError) -> Any:
        form.refuse(error)
        return form

    def act(self, form: Any) -> HttpResponse:
        subject, by = form.cleaned_data["subject"], self.request.user
        try:
            message = conversations.start(self.customer, subject=subject, order=self.order, by=by, **form.parts())
        except conversations.AlreadyWritten as twice:
            message = twice.written
        messages.success(self.request, _("Your message is kept and on its way."))
        return redirect(place_for(by, message.conversation))
