"""The three-dots menu of a row; the place where other apps add their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Customer
from ..registries import Registry
from ..services import log_in_as
from .rights import may


@dataclass(frozen=True)
class RowAction:
    """A link to a page about one customer: ``url_name`` takes the customer's id, ``right`` is a codename of ours."""

    key: str
    label: str | Promise
    url_name: str
    right: str
    icon: str = ""
    danger: bool = False
    applies: Callable[[Customer], bool] = lambda customer: True


row_actions: Registry[RowAction] = Registry("row action")

for _action in (
    RowAction("open", pgettext_lazy("verb", "Open"), "dashboard:user-detail", "view_customer", "fas fa-user"),
    RowAction("edit", _("Edit"), "dashboard:customer-edit", "change_customer", "fas fa-pen"),
    RowAction(
        "write", pgettext_lazy("verb", "Write"), "dashboard:customer-write", "message_customers", "fas fa-envelope"
    ),
    RowAction(
        "log-in-as",
        _("Log in as…"),
        "dashboard:customer-log-in-as",
        "log_in_as_customer",
        "fas fa-user-secret",
        applies=log_in_as.may_be_visited,
    ),
    RowAction(
        "order",
        _("Order for this customer"),
        "dashboard:customer-order-new",
        "place_orders",
        "fas fa-cart-plus",
        applies=lambda customer: customer.is_active,
    ),
    RowAction(
        "deactivate",
        _("Deactivate"),
        "dashboard:customer-deactivate",
        "change_customer",
        "fas fa-ban",
        applies=lambda customer: customer.is_active,
    ),
    RowAction(
        "activate",
        _("Activate"),
        "dashboard:customer-activate",
        "change_customer",
        "fas fa-check",
        applies=lambda customer: not customer.is_active,
    ),
    RowAction(
        "delete",
        pgettext_lazy("verb", "Delete"),
        "dashboard:customer-delete",
        "delete_customer",
        "fas fa-trash",
        danger=True,
    ),
):
    row_actions.register(_action)


class RowMenu:
    """The actions that ``user`` may do; their addresses are resolved once for the whole page."""

    # Any number that can't be part of a prefix of the dashboard's address.
    _STAND_IN = 918273645

    def __init__(self, user: Any) -> None:
        self.user = user
        self.actions: list[tuple[RowAction, str]] = []
        self._drawn: dict[tuple[str, ...], str] = {}
        for action in row_actions:
            if may(user, action.right) and (pattern := self.address(action.url_name)):
                self.actions.append((action, pattern))

    def address(self, url_name: str) -> str:
        """A page's address with a number that stands in for any customer's; empty where the shop has no such page."""
        try:
            return reverse(url_name, args=[self._STAND_IN])
        except NoReverseMatch:
            return ""

    def filled(self, pattern: str, customer: Customer) -> str:
        """``pattern`` with the number of ``customer``."""
        return pattern.replace(str(self._STAND_IN), str(customer.pk))

    def of(self, customer: Customer) -> Sequence[tuple[RowAction, str]]:
        """The actions that make sense for ``customer``, each with its address."""
        return [(action, self.filled(at, customer)) for action, at in self.actions if action.applies(customer)]

    def links(self, customer: Customer) -> SafeString:
        """The same as list items; drawn once for all customers to whom the same actions apply."""
        applying = [(action, pattern) for action, pattern in self.actions if action.applies(customer)]
        keys = tuple(action.key for action, _ in applying)
        if keys not in self._drawn:
            self._drawn[keys] = format_html_join(
                "",
                '<li><a href="{}"{}><i class="{} fa-fw" aria-hidden="true"></i> {}</a></li>',
                (
                    (pattern, mark_safe(' class="cl-menu-danger"' if action.danger else ""), action.icon, action.label)
                    for action, pattern in applying
                ),
            )
        return mark_safe(self.filled(self._drawn[keys], customer))
