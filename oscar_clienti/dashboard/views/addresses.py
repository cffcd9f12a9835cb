"""The addresses of a customer: add, edit, delete, make default."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from oscar.core.loading import get_model

from ...loading import get_class
from ...services import addresses
from .customers import ActFormView, CustomerMixin

AddressForm = get_class("dashboard.users.forms", "AddressForm")


class BookMixin(CustomerMixin):
    """An address of this customer's, and the tab to go back to."""

    @cached_property
    def address(self) -> Any:
        book = get_model("address", "UserAddress").objects.filter(user=self.customer.pk).select_related("country")
        return get_object_or_404(book, pk=self.kwargs["address_pk"])

    @property
    def book_url(self) -> str:
        return f"{reverse('dashboard:user-detail', args=[self.customer.pk])}?tab=addresses"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"cancel_url": self.book_url, **kwargs})

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)  # type: ignore[arg-type]
        return redirect(self.book_url)


class CustomerAddressAddView(BookMixin, ActFormView):
    form_class = AddressForm
    template_name = "oscar_clienti/dashboard/customers/address.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.customer.user}

    def get_initial(self) -> dict[str, Any]:
        """The first address is the default for both; the name is most often the customer's."""
        first = not get_model("address", "UserAddress").objects.filter(user=self.customer.pk).exists()
        names = {"first_name": self.customer.first_name, "last_name": self.customer.last_name}
        return {**names, "is_default_for_shipping": first, "is_default_for_billing": first}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Add address"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        addresses.add(self.customer, by=self.request.user, **form.fields_to_write())
        return self.done(_("The address was added."))


class CustomerAddressEditView(BookMixin, ActFormView):
    form_class = AddressForm
    template_name = "oscar_clienti/dashboard/customers/address.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.customer.user, "instance": self.address}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Edit address"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        addresses.update(self.address, by=self.request.user, **form.fields_to_write())
        return self.done(_("The address was saved."))


class CustomerAddressDeleteView(BookMixin, TemplateView):
    template_name = "oscar_clienti/dashboard/customers/address_delete.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Delete address"), "confirm_label": _("Delete address"), "danger": True}
        return super().get_context_data(address=self.address, **words, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        addresses.delete(self.address, by=request.user)
        return self.done(_("The address was deleted."))


class CustomerAddressDefaultView(BookMixin, View):
    """``purpose`` is shipping, billing or both."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        purpose = request.POST.get("purpose")
        chosen = {name: purpose in (name, "both") for name in ("shipping", "billing")}
        if not any(chosen.values()):
            messages.error(request, _("Say what this address shall be the default for."))
            return redirect(self.book_url)
        addresses.set_default(self.address, by=request.user, **chosen)
        return self.done(_("The default address was changed."))
