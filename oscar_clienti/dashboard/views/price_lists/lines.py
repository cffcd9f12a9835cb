"""The lines of a price list: one by one, and many pasted at once; and finding a product for one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from oscar.core.loading import get_model
from oscar.views.generic import ObjectLookupView

from ....loading import get_classes
from ....models import PriceListLine
from ....services import price_lists
from ....services.wording import spell
from ....typed import whole_number
from ..customers import ActFormView
from .lists import PriceListMixin, PriceListPageMixin
from .rows import rows_of, with_products

PastePricesForm, PriceForm, PriceLineForm = get_classes(
    "dashboard.users.forms", ["PastePricesForm", "PriceForm", "PriceLineForm"]
)
# A database counts no further than it must.
LAST_PAGE = 99_999


class PriceLineAddView(PriceListPageMixin, ActFormView):
    """The part "add a price" of the list's page."""

    form_class = PriceLineForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "line_form": context["form"]}

    def act(self, form: Any) -> HttpResponse:
        line = price_lists.add_line(self.price_list, by=self.request.user, **form.cleaned_data)
        return self.done(_("Added: %(line)s") % {"line": line})


class PriceLineMixin(PriceListMixin):
    """The line of the address."""

    @cached_property
    def line(self) -> PriceListLine:
        lines = with_products(PriceListLine.objects.filter(price_list=self.price_list))
        return get_object_or_404(lines, pk=self.kwargs["line_pk"])


class PriceLineEditView(PriceLineMixin, ActFormView):
    form_class = PriceForm
    template_name = "oscar_clienti/dashboard/price_lists/form.html"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.line.product_id is None:
            del form.fields["price"]
        return form

    def get_initial(self) -> dict[str, Any]:
        return {"price": self.line.price, "percent": self.line.percent}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (row,) = rows_of(self.price_list, [self.line])
        return super().get_context_data(title=row.title, row=row, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        line = price_lists.change_line(self.line, by=self.request.user, **form.cleaned_data)
        return self.done(_("Saved: %(line)s") % {"line": line})


class PriceLineRemoveView(PriceLineMixin, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = _("Removed: %(line)s") % {"line": self.line}
        try:
            price_lists.remove_line(self.line, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.page_url)
        return self.done(words)


class PriceListPasteView(PriceListMixin, ActFormView):
    """Many prices at once; all of them, or none."""

    form_class = PastePricesForm
    template_name = "oscar_clienti/dashboard/price_lists/form.html"
    extra_context = {"save_label": gettext_lazy("Save these prices")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Paste prices into “%(name)s”") % {"name": self.price_list.name}
        return super().get_context_data(title=title, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        number = price_lists.paste(self.price_list, form.cleaned_data["text"], by=self.request.user)
        words = ngettext("%(number)s price was saved.", "%(number)s prices were saved.", number)
        return self.done(words % {"number": spell(number)})


class PriceListProductsView(ObjectLookupView):
    """Products for the field of a line, variants too; unlike Oscar's own field it looks at UPC and SKU."""

    http_method_names = ["get", "head", "options"]
    model = get_model("catalogue", "Product")

    def get_queryset(self) -> QuerySet:
        return self.model.objects.select_related("parent").order_by("title", "pk")

    def lookup_filter(self, qs: QuerySet, term: str) -> QuerySet:
        for word in term.split()[:8]:
            title = Q(title__icontains=word) | Q(parent__title__icontains=word)
            records = get_model("partner", "StockRecord").objects.filter(partner_sku__istartswith=word)
            qs = qs.filter(title | Q(upc__istartswith=word) | Q(pk__in=records.values("product")))
        return qs

    def get_args(self) -> tuple[str | None, str | None, int, int]:
        """Whatever the address says: the first page, and twenty at a time."""
        page = min(whole_number(self.request.GET.get("page")) or 1, LAST_PAGE)
        return None, self.request.GET.get("q", "").replace("\x00", ""), page, 20

    def format_object(self, obj: Any) -> dict[str, Any]:
        return {"id": obj.pk, "text": f"{obj.get_title()} · {obj.upc}" if obj.upc else obj.get_title()}
