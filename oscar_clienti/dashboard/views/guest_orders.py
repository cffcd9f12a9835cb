"""Guests' orders that wait for somebody to decide whose they are."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import ListView, View

from ...models import GuestOrder, GuestOrderState
from ...services import guest_orders
from ...typed import whole_number
from ..rights import may

SHOWN = 25


class GuestOrderListView(ListView):
    """Those that wait; those that were left apart with ``?apart=1``."""

    template_name = "oscar_clienti/dashboard/guest_orders/list.html"
    context_object_name = "rows"
    paginate_by = SHOWN

    @property
    def is_apart(self) -> bool:
        return self.request.GET.get("apart") == "1"

    def get_queryset(self) -> QuerySet[GuestOrder]:
        rows = guest_orders.apart() if self.is_apart else guest_orders.waiting()
        return rows.select_related("order", "customer", "customer__group")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        other = guest_orders.waiting() if self.is_apart else guest_orders.apart()
        can_decide = may(self.request.user, guest_orders.RIGHT)
        base = "?apart=1&" if self.is_apart else "?"
        more = {"apart": self.is_apart, "others": other.count(), "can_decide": can_decide, "base": base}
        return {**super().get_context_data(**kwargs), **more}


class GuestOrderActView(View):
    """What a POST of ticked orders does: the first shows what it means, the second, confirmed, does it."""

    http_method_names = ["post", "options"]
    template_name = "oscar_clienti/dashboard/guest_orders/confirm.html"
    state = GuestOrderState.WAITING
    title: str | Promise
    confirm_label: str | Promise
    warning: str | Promise = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self.chosen()
        if not chosen:
            messages.warning(request, _("Choose at least one order first. Others may have decided meanwhile."))
        elif request.POST.get("confirmed") != "1":
            return render(request, self.template_name, self.context(chosen))
        else:
            self.do(chosen)
        return redirect(self.list_url)

    @property
    def list_url(self) -> str:
        apart = "?apart=1" if self.state == GuestOrderState.APART else ""
        return reverse("dashboard:customer-guest-orders") + apart

    def chosen(self) -> list[GuestOrder]:
        """The ticked orders that are still in the state in which they were shown; as many as a page shows."""
        ticked = map(whole_number, self.request.POST.getlist("selected"))
        numbers = [number for number in ticked if number is not None]
        rows = guest_orders.apart() if self.state == GuestOrderState.APART else guest_orders.waiting()
        return list(rows.filter(pk__in=numbers[:SHOWN]).select_related("order", "customer", "customer__group"))

    def context(self, chosen: list[GuestOrder]) -> dict[str, Any]:
        words = {"title": self.title, "confirm_label": self.confirm_label, "warning": self.warning}
        return {**words, "rows": chosen, "cancel_url": self.list_url}

    def do(self, chosen: list[GuestOrder]) -> None:
        done, not_done = self.act(chosen)
        if done:
            messages.success(self.request, self.report(len(done)))
        if not_done:
            messages.warning(self.request, self.left_out(len(not_done)))

    def act(self, chosen: Iterable[GuestOrder]) -> tuple[list[GuestOrder], list[GuestOrder]]:
        return self.service()(chosen, by=self.request.user)

    def service(self) -> Callable[..., tuple[list[GuestOrder], list[GuestOrder]]]:
        raise NotImplementedError

    def report(self, number: int) -> str:
        raise NotImplementedError

    def left_out(self, number: int) -> str:
        words = ngettext(
            "%(number)s order stays as it is: somebody decided about it meanwhile.",
            "%(number)s orders stay as they are: somebody decided about them meanwhile.",
            number,
        )
        return words % {"number": number}


class GuestOrderAttachView(GuestOrderActView):
    title = gettext_lazy("Attach these orders to the accounts?")
    confirm_label = gettext_lazy("Attach")
    warning = gettext_lazy(
        "Whoever signs in to the account will read the order, with the names and addresses in it. Nobody has proved "
        "yet that the e-mail address is theirs: attach only orders that you know to be this customer's."
    )

    def service(self) -> Callable[..., tuple[list[GuestOrder], list[GuestOrder]]]:
        return guest_orders.attach

    def report(self, number: int) -> str:
        words = ngettext("%(number)s order was attached.", "%(number)s orders were attached.", number)
        return words % {"number": number}

    def left_out(self, number: int) -> str:
        words = ngettext(
            "%(number)s order waits on: there is no one account of a customer that it could belong to.",
            "%(number)s orders wait on: there is no one account of a customer that they could belong to.",
            number,
        )
        return words % {"number": number}


class GuestOrderLeaveView(GuestOrderActView):
    title = gettext_lazy("Leave these orders apart?")
    confirm_label = gettext_lazy("Leave apart")
    warning = gettext_lazy(
        "They will belong to no account, also when the address is confirmed one day. The link in the guest's e-mail "
        "goes on working, and you can let them wait again."
    )

    def service(self) -> Callable[..., tuple[list[GuestOrder], list[GuestOrder]]]:
        return guest_orders.leave_apart

    def report(self, number: int) -> str:
        words = ngettext("%(number)s order was left apart.", "%(number)s orders were left apart.", number)
        return words % {"number": number}


class GuestOrderReturnView(GuestOrderActView):
    """Nothing to ask: it undoes what was done."""

    state = GuestOrderState.APART

    def post(self, request: HttpRequest) -> HttpResponse:
        if chosen := self.chosen():
            self.do(chosen)
        else:
            messages.warning(request, _("Choose at least one order first. Others may have decided meanwhile."))
        return redirect(self.list_url)

    def service(self) -> Callable[..., tuple[list[GuestOrder], list[GuestOrder]]]:
        return guest_orders.put_back

    def report(self, number: int) -> str:
        words = ngettext("%(number)s order waits again.", "%(number)s orders wait again.", number)
        return words % {"number": number}

    def left_out(self, number: int) -> str:
        words = ngettext(
            "%(number)s order stays apart: the account with its address was deleted.",
            "%(number)s orders stay apart: the accounts with their addresses were deleted.",
            number,
        )
        return words % {"number": number}
