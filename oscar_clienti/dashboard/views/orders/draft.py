"""One draft: searching products, what is in it, what it comes to; and throwing it away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from oscar.core.loading import get_model

from ....models import StaffOrder
from ....services import orders_on_behalf
from ...rights import may
from .base import DraftMixin
from .products import offered


class OrderView(DraftMixin, TemplateView):
    """The draft; once it is placed, the order itself."""

    template_name = "oscar_clienti/dashboard/drafts/draft.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if (order := self.draft.order or self._order_of_its_number()) is not None:
            return redirect(self.order_url(order))
        if self.draft.state == StaffOrder.State.DISCARDED or self.draft.basket is None:
            messages.info(request, _("This draft was discarded."))
            return redirect("dashboard:customer-order-drafts")
        if request.htmx.target == "cl-found":  # type: ignore[attr-defined]  # Its middleware sets it.
            # Asked while somebody types: what the order comes to hasn't changed.
            self.template_name = "oscar_clienti/dashboard/drafts/_found.html"
            strategy = orders_on_behalf.opened(self.draft).request.strategy
            return self.render_to_response(super().get_context_data(**self._search(strategy)))
        return super().get(request, *args, **kwargs)

    def _search(self, strategy: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").replace("\x00", "").strip()[:100]
        return {"words": words, "found": offered(words, strategy) if words and self.draft.is_editable else []}

    def _order_of_its_number(self) -> Any:
        """Of several drafts that became one order only one is tied to it."""
        if not self.draft.order_number:
            return None
        orders = get_model("order", "Order").objects.filter(user=self.customer.pk)
        return orders.filter(number=self.draft.order_number).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            quote=self.quote,
            **self._search(self.quote.till.request.strategy),
            chosen=self.quote.submission.get("shipping_method"),
            address=self.quote.till.get_shipping_address(self.quote.basket),
            vouchers=list(self.quote.basket.vouchers.all()),
            can_send=may(self.request.user, orders_on_behalf.SEND),
            page_url=self.draft_url,
            **{"typed_note": None, "read_note": None, **kwargs},
        )


class OrderDiscardView(DraftMixin, TemplateView):
    """Asks, then throws the draft away."""

    template_name = "oscar_clienti/dashboard/drafts/discard.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Discard this draft?"), "confirm_label": _("Discard the draft"), "danger": True}
        pieces = sum(line.quantity for line in self.draft.basket.lines.all()) if self.draft.basket else 0
        return super().get_context_data(pieces=pieces, **words, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            orders_on_behalf.discard(self.draft, by=request.user)
        except ValidationError as error:
            return self.refuse(error)
        messages.success(request, _("The draft was discarded."))
        return redirect(reverse("dashboard:customer-order-drafts"))
