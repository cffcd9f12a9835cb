"""All drafts, and beginning one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import ListView, TemplateView

from ....models import StaffOrder
from ....services import orders_on_behalf
from ..customers import CustomerMixin

SHOWN = 25


class OrderDraftListView(ListView):
    """Those that have not come to an end, whoever began them."""

    template_name = "oscar_clienti/dashboard/drafts/list.html"
    context_object_name = "drafts"
    paginate_by = SHOWN

    def get_queryset(self) -> QuerySet[StaffOrder]:
        return counted(orders_on_behalf.going().select_related("customer", "customer__group"))


class OrderStartView(CustomerMixin, TemplateView):
    """Shows the drafts that there are for this customer; a POST begins another."""

    template_name = "oscar_clienti/dashboard/drafts/start.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = counted(orders_on_behalf.going().filter(customer=self.customer))
        return super().get_context_data(drafts=drafts, key=uuid.uuid4(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            draft = orders_on_behalf.start(self.customer, by=request.user, key=_key(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.profile_url)
        return redirect("dashboard:customer-order", self.customer.pk, draft.pk)


def counted(drafts: QuerySet[StaffOrder]) -> QuerySet[StaffOrder]:
    """With the number of lines and of pieces in each."""
    numbers = {"lines": Count("basket__lines"), "pieces": Sum("basket__lines__quantity")}
    return drafts.annotate(**numbers).order_by("-changed_at", "-pk")


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
