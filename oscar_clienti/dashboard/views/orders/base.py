"""What the pages of a draft share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import View

from ....models import StaffOrder
from ....services import orders_on_behalf
from ...rights import may
from ..customers import CustomerMixin


class DraftMixin(CustomerMixin):
    """The draft of the address, if it is this customer's."""

    @cached_property
    def draft(self) -> StaffOrder:
        drafts = StaffOrder.objects.select_related("address__country", "order", "basket")
        draft = get_object_or_404(drafts, pk=self.kwargs["draft_pk"], customer=self.customer)
        # The same person, not read twice.
        draft.customer = self.customer
        return draft

    @cached_property
    def quote(self) -> orders_on_behalf.Quote:
        return orders_on_behalf.quote(self.draft)

    @property
    def draft_url(self) -> str:
        return reverse("dashboard:customer-order", args=[self.customer.pk, self.draft.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"draft": self.draft, "cancel_url": self.draft_url, **kwargs})

    def order_url(self, order: Any) -> str:
        """Oscar's page of the order; who may not look at orders there finds it among those of the customer."""
        if self.request.user.has_perm("order.view_order"):
            return reverse("dashboard:order-detail", args=[order.number])
        return f"{self.profile_url}?tab=orders"

    def back(self) -> HttpResponse:
        """To the draft, where the search goes on; who may only send links finds the customer."""
        if not may(self.request.user, orders_on_behalf.PLACE):
            return redirect(self.profile_url)
        words = self.request.POST.get("q", "")
        return redirect(f"{self.draft_url}?{urlencode({'q': words})}" if words else self.draft_url)

    def refuse(self, error: ValidationError) -> HttpResponse:
        messages.error(self.request, " ".join(error.messages))
        return self.back()


class EditableMixin(DraftMixin):
    """Pages that only a draft has; of one that has gone on they lead to what became of it."""

    @property
    def is_open(self) -> bool:
        return self.draft.is_editable

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_open:
            return self.back()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class DraftActView(EditableMixin, View):
    """A POST that does one thing and leads back to the draft; what the service refuses is told there."""

    http_method_names = ["post", "options"]

    def act(self, data: Any) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act(request.POST)
        except ValidationError as error:
            return self.refuse(error)
        return self.back()
