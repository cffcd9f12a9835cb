"""Products into the order, another quantity, and out again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from oscar.core.loading import get_class

from ....services import orders_on_behalf
from ....typed import whole_number
from ..customers import ActFormView
from .base import DraftActView, EditableMixin
from .products import product_of

# What a line can hold in every database.
MOST = 2**31 - 1


class OrderLineAddView(EditableMixin, ActFormView):
    """The shop's own form for putting a product into a basket: variant, options, quantity."""

    template_name = "oscar_clienti/dashboard/drafts/product.html"

    @cached_property
    def product(self) -> Any:
        product = product_of(whole_number(self.request.POST.get("product") or self.request.GET.get("product")))
        if product is None:
            raise Http404(_("There is no such product."))
        return product

    def get_form_class(self) -> Any:
        return get_class("basket.forms", "AddToBasketForm")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "basket": self.quote.basket, "product": self.product}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": self.product.get_title(), "save_label": _("Add to the order"), "product": self.product}
        search = self.request.POST.get("q") or self.request.GET.get("q", "")
        return super().get_context_data(**words, words=search[:100], **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """What was added by one click, without this page, is refused on the draft's."""
        if self.request.htmx:  # type: ignore[attr-defined]  # Its middleware sets it.
            return self.refuse(ValidationError([error for errors in form.errors.values() for error in errors]))
        return super().form_invalid(form)

    def act(self, form: Any) -> HttpResponse:
        product, quantity = form.product, form.cleaned_data["quantity"]
        options = form.cleaned_options()
        orders_on_behalf.add_line(self.draft, product, by=self.request.user, quantity=quantity, options=options)
        words = {"quantity": quantity, "product": product.get_title()}
        messages.success(self.request, _("Added: %(quantity)s × %(product)s") % words)
        return self.back()


class OrderLineView(DraftActView):
    """Another quantity; none takes it out. What is no number changes nothing."""

    def act(self, data: Any) -> None:
        quantity = 0 if "remove" in data else whole_number(data.get("quantity"))
        if quantity is None or quantity > MOST:
            raise ValidationError(_("Write a whole number, in figures."))
        orders_on_behalf.change_line(self.draft, self.kwargs["item_pk"], by=self.request.user, quantity=quantity)
