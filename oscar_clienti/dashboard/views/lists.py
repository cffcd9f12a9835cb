"""The list of customers and what belongs to it: filters, columns, health."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from ...filters import CustomerFilter
from ...loading import get_class
from ...models import ListPreference, Segment
from ...services import notes, preferences
from ...services.wording import spell
from ..bulk_actions import bulk_actions
from ..paging import Window, open_window
from ..rights import may
from ..row_actions import RowMenu

CustomerFilterForm = get_class("dashboard.users.forms", "CustomerFilterForm")
ListPreferenceForm = get_class("dashboard.users.forms", "ListPreferenceForm")
CustomerTable = get_class("dashboard.users.tables", "CustomerTable")


class FilteredMixin:
    """Knows which customers the address asks for, and how this member of staff likes to see them."""

    request: HttpRequest

    @cached_property
    def filter(self) -> CustomerFilter:
        return CustomerFilter(dict(self.request.GET.lists()))

    @cached_property
    def preference(self) -> ListPreference:
        user: Any = self.request.user
        return ListPreference.objects.filter(user=user).first() or ListPreference(user=user)

    @property
    def arrangement(self) -> dict[str, str]:
        """The order and the page size, where the address asks for them."""
        return {name: value for name in ("sort", "size") if (value := self.request.GET.get(name))}

    def address(self, **changes: Any) -> str:
        """The list's address with the same filter, sort and page size, and ``changes``; an empty value drops one."""
        return self._address(self.filter.pairs(), changes)

    def address_without(self, taken: tuple[tuple[str, str], ...]) -> str:
        """The list's address without these (name, value) pairs."""
        return self._address([pair for pair in self.filter.pairs() if pair not in taken], {})

    def _address(self, pairs: list[tuple[str, str]], changes: dict[str, Any], page: str = "users-index") -> str:
        shown = {**self.arrangement, **changes}
        query = urlencode([*pairs, *((name, value) for name, value in shown.items() if value not in (None, ""))])
        address = reverse(f"dashboard:{page}")
        return f"{address}?{query}" if query else address


class IndexView(FilteredMixin, TemplateView):
    """The list; htmx asks for the results alone."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/customers/index.html"
    results_template_name = "oscar_clienti/dashboard/customers/index_results.html"

    def get_template_names(self) -> list[str]:
        alone = self.request.headers.get("HX-Request") and not self.request.headers.get("HX-History-Restore-Request")
        return [self.results_template_name if alone else self.template_name]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        table = CustomerTable(self.preference.columns, asked.get("sort", ""), RowMenu(self.request.user))
        window = open_window(
            self.filter.apply(),
            table.order,
            table.shown,
            page=_page(asked.get("page", "")),
            size=self._size(),
            exact=asked.get("count") == "exact",
            skewed=self.filter.skewed,
        )
        table.rows = window.rows
        if may(self.request.user, "view_note"):
            table.alerts = notes.alerts_of(customer.pk for customer in window.rows)
        sorts = [(heading, self.address(sort=heading.sort)) for heading in table.headings]
        return super().get_context_data(
            filter=self.filter,
            chips=[(chip.text, self.address_without(chip.without)) for chip in self.filter.chips()],
            table=table,
            window=window,
            notes=self._notes(table, window),
            addresses=self._addresses(window),
            sorts=sorts,
            # None where the rows are in the order of a column that isn't shown.
            sorted_by=next(((heading, address) for heading, address in sorts if heading.state), None),
            **self._acts(window),
            page_sizes=[(size, self.address(size=size)) for size in ListPreference.PAGE_SIZES],
            here=self.address(page=asked.get("page")),
            segments=() if self.request.headers.get("HX-Request") else Segment.objects.all(),
            **kwargs,
        )

    def _acts(self, window: Window) -> dict[str, Any]:
        """The action bar, and what it says of all that match when they are more than this page."""
        acts = bulk_actions.select(lambda action: may(self.request.user, action.right))
        if window.total is not None and window.total <= len(window.rows):
            return {"bulk_actions": acts}
        number = {"number": spell(window.limit if window.total is None else window.total)}
        if window.total is None:
            said = _("more than %(number)s chosen"), _("choose all that match (more than %(number)s)")
        else:
            said = _("%(number)s chosen"), _("choose all %(number)s that match")
        chosen_only = ", ".join(str(act.label) for act in acts if not act.across)
        return {
            "bulk_actions": acts,
            "everybody": said[0] % number,
            "choose_everybody": said[1] % number,
            "only_chosen": chosen_only and _("Only for customers ticked one by one: %(acts)s") % {"acts": chosen_only},
        }

    def _size(self) -> int:
        asked = self.request.GET.get("size", "")
        return int(asked) if asked in map(str, ListPreference.PAGE_SIZES) else self.preference.page_size

    def _addresses(self, window: Window) -> dict[str, str]:
        pages = {"first": 1, "previous": window.previous, "next": window.next, "last": window.last}
        return {
            **{name: self.address(page=number) for name, number in pages.items() if number},
            "all": reverse("dashboard:users-index"),
            "exact": self.address(page=self.request.GET.get("page"), count="exact"),
            "filters": self._address(self.filter.pairs(), {}, "customer-filters"),
            "save": f"{reverse('dashboard:customer-segment-add')}?{self.filter}",
            "export": f"{reverse('dashboard:customer-export')}?{self.filter}",
        }

    def _notes(self, table: Any, window: Window) -> list[str]:
        """What of the address could not be done, in sentences."""
        notes = self.filter.left_out()
        if self.request.GET.get("sort", table.sort) != table.sort:
            notes.append(_("There is no such order of rows; the list keeps its usual one."))
        if window.beyond:
            notes.append(_("There is no such page; this is the last one."))
        return notes


class FiltersView(FilteredMixin, TemplateView):
    """The sheet of filters: a part of the list's page for htmx, a page of its own without JavaScript."""

    http_method_names = ["get", "head", "options"]

    def get_template_names(self) -> list[str]:
        part = "_filters.html" if self.request.headers.get("HX-Request") else "filters.html"
        return [f"oscar_clienti/dashboard/customers/{part}"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter=self.filter, form=CustomerFilterForm(self.filter), arrangement=self.arrangement, **kwargs
        )


class ColumnsView(FilteredMixin, FormView):
    """Each member of staff chooses columns once; they stay."""

    form_class = ListPreferenceForm
    template_name = "oscar_clienti/dashboard/customers/columns.html"

    def get_initial(self) -> dict[str, Any]:
        shown = CustomerTable(self.preference.columns, "", RowMenu(self.request.user)).shown
        return {"columns": [column.key for column in shown], "page_size": self.preference.page_size}

    def form_valid(self, form: Any) -> HttpResponse:
        preferences.save(self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your columns are saved."))
        return redirect(self.address())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Columns of the list"), cancel_url=self.address(), **kwargs)


def _page(asked: str) -> int:
    """The page number that ``asked`` spells; nonsense is the first page, "last" the one from the end."""
    if asked == "last":
        return -1
    return int(asked) if re.fullmatch(r"-?[1-9][0-9]{0,8}", asked) else 1
