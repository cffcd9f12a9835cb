"""Price lists: all of them, one with its lines, adding, copying, deleting."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from ....loading import get_classes
from ....models import Customer, CustomerGroup, PriceList
from ....services import price_lists
from ....services.wording import spell
from ....typed import whole_number
from ...rights import may
from ..customers import ActFormView
from .rows import matching, rows_of, state_of, with_products

CopyPriceListForm, PriceLineForm, PriceListForm = get_classes(
    "dashboard.users.forms", ["CopyPriceListForm", "PriceLineForm", "PriceListForm"]
)
LINES_ON_A_PAGE = 50


class PriceListsView(TemplateView):
    """All of them, or those of the group of the address."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/price_lists/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = PriceList.objects.select_related("group").annotate(number=Count("lines")).order_by("name", "pk")
        if group := group_of(self.request):
            found = found.filter(group=group)
        today = timezone.localdate()
        rows = [{"list": one, "state": state_of(one, today), "number": spell(one.number)} for one in found]
        can_manage = may(self.request.user, price_lists.RIGHT)
        return super().get_context_data(rows=rows, group=group, can_manage=can_manage, **kwargs)


def group_of(request: HttpRequest) -> CustomerGroup | None:
    """The group that the address names, if there is one."""
    return CustomerGroup.objects.filter(pk=whole_number(request.GET.get("group"))).first()


class PriceListAddView(ActFormView):
    form_class = PriceListForm
    template_name = "oscar_clienti/dashboard/price_lists/form.html"
    extra_context = {"title": gettext_lazy("Add a price list"), "save_label": gettext_lazy("Save and add prices")}

    def get_initial(self) -> dict[str, Any]:
        return {"group": group_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("dashboard:customer-price-lists"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        made = price_lists.create(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("“%(name)s” was added.") % {"name": made.name})
        return redirect("dashboard:customer-price-list", pk=made.pk)


class PriceListMixin:
    """The price list of the address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def price_list(self) -> PriceList:
        return get_object_or_404(PriceList.objects.select_related("group"), pk=self.kwargs["pk"])

    @property
    def page_url(self) -> str:
        return reverse("dashboard:customer-price-list", args=[self.price_list.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"price_list": self.price_list, "cancel_url": self.page_url, **kwargs}
        return super().get_context_data(**context)  # type: ignore[misc]

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return redirect(self.page_url)


class PriceListPageMixin(PriceListMixin, TemplateResponseMixin, ContextMixin):
    """The page of one list: about it, its lines, and a form for one more line."""

    template_name = "oscar_clienti/dashboard/price_lists/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = with_products(self.price_list.lines.order_by("-pk"))
        words = self.request.GET.get("q", "").replace("\x00", "")
        page = Paginator(matching(lines, words), LINES_ON_A_PAGE).get_page(self.request.GET.get("page"))
        context = {
            "page": page,
            "words": words,
            "base": f"?{urlencode({'q': words})}&" if words else "?",
            "number": spell(page.paginator.count),
            "rows": rows_of(self.price_list, page.object_list),
            "others": price_lists.other_lists(self.price_list),
            "state": state_of(self.price_list, timezone.localdate()),
            "can_manage": may(self.request.user, price_lists.RIGHT),
            "about_form": PriceListForm(initial=about(self.price_list)),
            "line_form": PriceLineForm(),
        }
        return super().get_context_data(**{**context, **kwargs})


def about(price_list: PriceList) -> dict[str, Any]:
    """What the form of the list says of it."""
    return {name: getattr(price_list, name) for name in PriceListForm.base_fields}


class PriceListView(PriceListPageMixin, TemplateView):
    http_method_names = ["get", "head", "options"]


class PriceListEditView(PriceListPageMixin, ActFormView):
    """The part "about the list" of that page."""

    form_class = PriceListForm

    def get_initial(self) -> dict[str, Any]:
        return about(self.price_list)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "about_form": context["form"]}

    def act(self, form: Any) -> HttpResponse:
        saved = price_lists.update(self.price_list, by=self.request.user, **form.cleaned_data)
        return self.done(_("“%(name)s” was saved.") % {"name": saved.name})


class PriceListCopyView(PriceListMixin, ActFormView):
    form_class = CopyPriceListForm
    template_name = "oscar_clienti/dashboard/price_lists/form.html"
    extra_context = {"save_label": pgettext_lazy("verb", "Copy")}

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.price_list.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Copy the price list “%(name)s”") % {"name": self.price_list.name}
        return super().get_context_data(title=title, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        made = price_lists.copy(self.price_list, by=self.request.user, **form.cleaned_data)
        words = _("“%(name)s” is a price list of the group “%(group)s” now.")
        messages.success(self.request, words % {"name": made.name, "group": made.group.name})
        return redirect("dashboard:customer-price-list", pk=made.pk)


class PriceListDeleteView(PriceListMixin, ActFormView):
    form_class = Form
    template_name = "oscar_clienti/dashboard/price_lists/delete.html"
    extra_context = {"confirm_label": pgettext_lazy("verb", "Delete"), "danger": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Delete the price list “%(name)s”?") % {"name": self.price_list.name}
        return super().get_context_data(title=title, effects=self.effects(), **kwargs)

    def effects(self) -> list[str]:
        lines = self.price_list.lines.count()
        people = Customer.objects.shoppers().filter(group=self.price_list.group).count()
        going = ngettext("%(number)s price goes.", "%(number)s prices go.", lines)
        paying = ngettext(
            "%(number)s customer of “%(group)s” pays the shop's own prices again, or those of other lists.",
            "%(number)s customers of “%(group)s” pay the shop's own prices again, or those of other lists.",
            people,
        )
        return [
            going % {"number": spell(lines)},
            paying % {"number": spell(people), "group": self.price_list.group.name},
            _("Open baskets are priced anew; orders stay as they are. There is no way back."),
        ]

    def act(self, form: Any) -> HttpResponse:
        lines = price_lists.delete(self.price_list, by=self.request.user)
        words = ngettext(
            "The price list “%(name)s” was deleted with its %(number)s price.",
            "The price list “%(name)s” was deleted with its %(number)s prices.",
            lines,
        )
        messages.success(self.request, words % {"name": self.price_list.name, "number": spell(lines)})
        return redirect("dashboard:customer-price-lists")
