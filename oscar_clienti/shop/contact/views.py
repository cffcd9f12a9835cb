"""The contact form, and its thanks: the same for everybody, so that nobody learns who has an account."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from ...models import Customer, State
from ...services import conversations
from .. import network
from ..account.base import customer_of
from ..account.messages import is_in_person
from .forms import ContactForm


@method_decorator(never_cache, name="dispatch")
class ContactView(FormView):
    """Opens a conversation; ``?order=100777`` fills the number in."""

    form_class = ContactForm
    template_name = "oscar_clienti/shop/contact/form.html"

    @cached_property
    def customer(self) -> Customer | None:
        """The customer who is signed in; the shop's own people are strangers here."""
        customer = customer_of(self.request.user) if self.request.user.is_authenticated else None
        return customer if customer is not None and customer.state == State.ACTIVE else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_known": self.customer is not None}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "order_number": self.request.GET.get("order", "")[:128]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(customer=self.customer, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_in_person(request):
            raise PermissionDenied(_("Answer in the dashboard, under your own name."))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ContactForm) -> HttpResponse:
        if form.is_by_a_program:
            return redirect("clienti-contact-thanks")
        # Only what is sent counts: whoever has to mend the form a few times is not shut out for it.
        who = network.address_of(self.request)
        if not form.is_within("contact", who):
            return self.render_to_response(self.get_context_data(form=form), status=429)
        try:
            conversations.contact(customer=self.customer, language=get_language() or "", **form.asked())
        except conversations.AlreadyWritten:
            conversations.limits.give_back("contact", who)
        except ValidationError as error:
            conversations.limits.give_back("contact", who)
            form.refuse(error)
            return self.form_invalid(form)
        return redirect("clienti-contact-thanks")


class ThanksView(TemplateView):
    template_name = "oscar_clienti/shop/contact/thanks.html"
