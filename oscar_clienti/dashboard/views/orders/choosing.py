"""Coupon codes, the address, the way of shipping and the note."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from oscar.core.loading import get_class

from ....services import orders_on_behalf
from ....typed import whole_number
from ..customers import ActFormView
from .base import DraftActView, EditableMixin
from .draft import OrderView


class OrderVoucherView(DraftActView):
    """Lets a code count, or no longer."""

    def act(self, data: Any) -> None:
        if (pk := whole_number(data.get("remove"))) is not None:
            orders_on_behalf.remove_voucher(self.draft, pk, by=self.request.user)
        else:
            orders_on_behalf.add_voucher(self.draft, data.get("code", ""), by=self.request.user)


class OrderDetailsView(DraftActView):
    """The way of shipping, or the note: each has a form of its own."""

    saved_note: str | None = None

    def act(self, data: Any) -> None:
        if "shipping" in data:
            orders_on_behalf.choose_shipping(self.draft, data["shipping"], by=self.request.user)
        if "note" in data:
            draft = orders_on_behalf.write_note(self.draft, data["note"], by=self.request.user, was=data.get("was"))
            self.saved_note = draft.note

    def back(self) -> HttpResponse:
        """The field stays as it is; what its writer has read is what was saved, whoever wrote in the next moment."""
        if self.saved_note is None or not self.request.htmx:  # type: ignore[attr-defined]  # Its middleware sets it.
            return super().back()
        return self._page(read_note=self.saved_note)

    def refuse(self, error: ValidationError) -> HttpResponse:
        """Of two notes neither is lost: the page shows the colleague's below the one that was typed."""
        if not isinstance(error, orders_on_behalf.NoteChanged):
            return super().refuse(error)
        messages.error(self.request, error.message)
        return self._page(typed_note=self.request.POST["note"])

    def _page(self, **words: Any) -> Any:
        page = OrderView(extra_context=words)
        page.setup(self.request, **self.kwargs)
        return page.get(self.request)


class OrderAddressView(EditableMixin, ActFormView):
    """One of the customer's addresses by one click, or a new one by the form of the shop's checkout."""

    template_name = "oscar_clienti/dashboard/drafts/address.html"

    def get_form_class(self) -> Any:
        return get_class("checkout.forms", "ShippingAddressForm")

    def get_initial(self) -> dict[str, Any]:
        names = {"first_name": self.customer.first_name, "last_name": self.customer.last_name}
        new = dict(self.draft.new_address)
        return {**names, **new, "country": new.get("country_id")} if new else names

    @cached_property
    def addresses(self) -> list[Any]:
        return list(orders_on_behalf.addresses_of(self.customer))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Where does it go?"), "save_label": _("Send it to this new address")}
        return super().get_context_data(**words, addresses=self.addresses, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "address" not in request.POST:
            return super().post(request, *args, **kwargs)
        wanted = whole_number(request.POST["address"])
        chosen = next((address for address in self.addresses if address.pk == wanted), None)
        try:
            if chosen is None:
                raise ValidationError(_("Choose one of the customer's addresses."))
            orders_on_behalf.choose_address(self.draft, by=request.user, address=chosen)
        except ValidationError as error:
            return self.refuse(error)
        return self.back()

    def act(self, form: Any) -> HttpResponse:
        # As Oscar's checkout keeps it: country_id rather than the country.
        fields = {name: value for name, value in form.instance.__dict__.items() if not name.startswith("_")}
        fields["phone_number"] = form.cleaned_data.get("phone_number") or ""
        orders_on_behalf.choose_address(self.draft, by=self.request.user, fields=fields)
        return self.back()
