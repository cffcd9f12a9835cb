"""What the shop has put together for a customer, behind a mailed link: looked at, then taken into the basket."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from ...models import StaffOrder
from ...services import orders_on_behalf
from ...typed import whole_number


@method_decorator(never_cache, name="dispatch")
class PreparedOrderView(TemplateView):
    """Opening the link changes nothing: programs that look at mail open it too. The button takes the products.

    Who is not signed in sees the products, but nothing of whose they are; somebody else sees nothing.
    """

    template_name = "oscar_clienti/account/prepared_order.html"
    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def draft(self) -> StaffOrder | None:
        return orders_on_behalf.find(self.kwargs["token"])

    @property
    def is_theirs(self) -> bool:
        return self.draft is not None and self.request.user.pk == self.draft.customer_id

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        response = super().render_to_response(context, **kwargs)
        # The address of this page is the key to it. Without any referrer browsers would send the form from nowhere.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stranger = self.draft is not None and self.request.user.is_authenticated and not self.is_theirs
        draft = None if stranger else self.draft
        waits = draft is not None and draft.state == StaffOrder.State.LINK_SENT
        quote = orders_on_behalf.quote(draft) if draft is not None and waits else None
        here = draft is not None and not waits and orders_on_behalf.is_in_basket(draft)
        words = {"draft": draft, "quote": quote, "stranger": stranger, "is_theirs": self.is_theirs}
        return super().get_context_data(**words, is_in_basket=here, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.draft is None or not self.is_theirs:
            return redirect(request.path)
        try:
            taken = self._take(request)
        except (ValidationError, PermissionDenied) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return redirect(request.path)
        if taken.again and not orders_on_behalf.is_in_basket(self.draft):
            return redirect(request.path)
        _tell(request, taken)
        return redirect("basket:summary")

    def _take(self, request: Any) -> orders_on_behalf.Taken:
        shown = whole_number(request.POST.get("version")) or 0
        return orders_on_behalf.take(self.draft, by=request.user, basket=request.basket, version=shown)  # type: ignore[arg-type]


def _tell(request: HttpRequest, taken: orders_on_behalf.Taken) -> None:
    if taken.again:
        messages.info(request, _("You have taken these products into your basket already."))
        return
    messages.success(request, _("The products are in your basket."))
    if taken.left_out:
        words = _("These can't be bought any more: %(products)s.") % {"products": ", ".join(taken.left_out)}
        messages.warning(request, words)
