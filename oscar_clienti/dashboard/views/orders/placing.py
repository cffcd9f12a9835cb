"""The two ways on: placing the order, or letting the customer do it by a link."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .... import conf
from ....loading import get_class
from ....models import StaffOrder
from ....services import orders_on_behalf
from ....services.orders_on_behalf.drafts import gone
from ....typed import whole_number
from ..customers import ActFormView
from .base import DraftMixin, EditableMixin

PlaceOrderForm = get_class("dashboard.users.forms", "PlaceOrderForm")


class OrderPlaceView(DraftMixin, ActFormView):
    """The last look: what, where, how much; then how it is paid."""

    form_class = PlaceOrderForm
    template_name = "oscar_clienti/dashboard/drafts/place.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.draft.is_editable:
            return redirect(self.draft_url)
        if self.quote.problems:
            return self.refuse(ValidationError(self.quote.problems))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.draft.version, "seal": self.quote.seal, "confirm": bool(self.customer.email)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Place the order for %(customer)s") % {"customer": self.customer}}
        address = self.quote.submission.get("shipping_address")
        method = self.quote.submission.get("shipping_method")
        return super().get_context_data(
            **words, quote=self.quote, address=address, method=method, save_label=_("Place the order"), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The second click finds the order of the first.
        if self.draft.state == StaffOrder.State.PLACED or not self.draft.is_editable:
            return redirect(self.draft_url)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        order = orders_on_behalf.place(self.draft, by=self.request.user, **form.fields_to_write())
        words = _("Order %(number)s was placed for %(customer)s.")
        messages.success(self.request, words % {"number": order.number, "customer": self.customer})
        return redirect(self.order_url(order))

    def form_invalid(self, form: Any) -> HttpResponse:
        # Ordered or discarded in this very moment, by somebody else.
        if not self.draft.is_editable:
            return self.refuse(gone())
        return super().form_invalid(form)

    def refused(self, form: Any, error: ValidationError) -> Any:
        """What is shown again is what holds now; the button then means this."""
        del self.draft
        self.__dict__.pop("quote", None)
        form = super().refused(form, error)
        if not self.draft.is_editable:
            return form
        form.data = form.data.copy()
        form.data["version"], form.data["seal"] = self.draft.version, self.quote.seal
        return form


class OrderLinkView(EditableMixin, TemplateView):
    """Asks, then mails the link; also again to who has taken the products already."""

    template_name = "oscar_clienti/dashboard/drafts/link.html"
    http_method_names = ["get", "head", "post", "options"]

    @property
    def is_open(self) -> bool:
        return self.draft.is_going

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Send %(customer)s the order to pay?") % {"customer": self.customer}}
        days = conf.get("ORDER_LINK_DAYS")
        return super().get_context_data(**words, confirm_label=_("Send the link"), days=days, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            shown = whole_number(request.POST.get("version"))
            address = orders_on_behalf.send_link(self.draft, version=shown, by=request.user)
        except ValidationError as error:
            return self.refuse(error)
        messages.success(request, _("The link was sent to %(address)s.") % {"address": address})
        return self.back()
