"""Of the shopping: orders and their lines, wish lists, what was looked at, what was written."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model

from ...models import Message, MessageKind, StaffOrder, Way
from .parts import DataPart, Row, data_parts
from .person import place


def orders(user: Any) -> Iterator[Row]:
    found = get_model("order", "Order")._base_manager.filter(user=user).order_by("date_placed", "pk")
    for order in found.select_related("shipping_address", "billing_address"):
        yield {
            "number": order.number,
            "placed": order.date_placed,
            "status": order.status,
            "currency": order.currency,
            "total": order.total_incl_tax,
            "total_without_tax": order.total_excl_tax,
            "shipping": order.shipping_incl_tax,
            "shipping_method": order.shipping_method,
            **_prefixed("shipping", order.shipping_address),
            **_prefixed("billing", order.billing_address),
        }


def lines(user: Any) -> Iterator[Row]:
    found = get_model("order", "Line")._base_manager.filter(order__user=user).select_related("order")
    for line in found.order_by("order__date_placed", "pk"):
        yield {
            "order": line.order.number,
            "upc": line.upc or "",
            "title": line.title,
            "quantity": line.quantity,
            "price": line.line_price_incl_tax,
            "price_without_tax": line.line_price_excl_tax,
        }


def prepared(user: Any) -> Iterator[Row]:
    """What the shop put together for them; not by whom, nor what was noted on it."""
    for one in StaffOrder.objects.filter(customer=user.pk).order_by("pk"):
        row = {"begun": one.created_at, "state": one.get_state_display(), "order": one.order_number}
        yield {**row, **{f"shipping_{name}": value for name, value in one.new_address.items()}}


def messages(user: Any) -> Iterator[Row]:
    """What the person and the shop wrote to each other; remarks of the team are the team's."""
    told = Message.objects.filter(conversation__customer=user.pk).exclude(kind=MessageKind.REMARK)
    for message in told.select_related("conversation").prefetch_related("files").order_by("at", "pk"):
        yield {
            "at": message.at,
            "subject": message.conversation.subject,
            "from": _from(message),
            "text": message.text,
            "files": ", ".join(row.name for row in message.files.all()),
        }


def _from(message: Message) -> str:
    if message.way == Way.FORM:
        return "the contact form, with your address"
    return "you" if message.is_from_customer else "the shop"


def _table(app: str, model: str, owner: str, fields: Mapping[str, str]) -> Callable[[Any], Iterator[Row]]:
    """Rows of one table, as its fields say; nothing where the shop has no such table."""

    def rows(user: Any) -> Iterator[Row]:
        if apps.is_installed(f"oscar.apps.{app}") or app in apps.app_configs:
            found = get_model(app, model)._base_manager.filter(**{owner: user}).order_by("pk")
            for values in found.values_list(*fields.values()):
                yield dict(zip(fields, values, strict=True))

    return rows


def _prefixed(prefix: str, address: Any) -> Row:
    return {f"{prefix}_{name}": value for name, value in place(address).items()} if address else {}


for _part in (
    DataPart("orders", _("Orders"), orders),
    DataPart("order_lines", _("Lines of the orders"), lines),
    DataPart("prepared_orders", _("Orders prepared by the shop"), prepared),
    DataPart("baskets", _("Baskets"), _table(
        "basket", "Line", "basket__owner",
        {"basket": "basket", "state": "basket__status", "title": "product__title", "quantity": "quantity"},
    )),
    DataPart("wish_lists", _("Wish lists"), _table(
        "wishlists", "Line", "wishlist__owner", {"list": "wishlist__name", "title": "title", "quantity": "quantity"},
    )),
    DataPart("stock_alerts", pgettext_lazy("customer", "Stock alerts"), _table(
        "customer", "ProductAlert", "user", {"title": "product__title", "state": "status", "since": "date_created"},
    )),
    DataPart("reviews", _("Reviews"), _table(
        "reviews", "ProductReview", "user",
        {"product": "product__title", "title": "title", "text": "body", "score": "score", "at": "date_created"},
    )),
    DataPart("emails", _("Sent e-mails"), _table(
        "communication", "Email", "user", {"at": "date_sent", "address": "email", "subject": "subject"},
    )),
    DataPart("messages", _("Messages"), messages),
    DataPart("notifications", _("Notifications"), _table(
        "communication", "Notification", "recipient", {"at": "date_sent", "subject": "subject", "text": "body"},
    )),
    DataPart("viewed_products", _("Viewed products"), _table(
        "analytics", "UserProductView", "user", {"at": "date_created", "title": "product__title"},
    )),
    DataPart("searches", _("Searches"), _table(
        "analytics", "UserSearch", "user", {"at": "date_created", "words": "query"},
    )),
):  # fmt: skip
    data_parts.register(_part)
