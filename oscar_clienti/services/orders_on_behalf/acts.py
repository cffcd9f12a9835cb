"""The rights that ordering for customers asks for, and what the activity calls it."""

from django.utils.translation import gettext_lazy as _

from ..activity import Kind, kinds

PLACE = "place_orders"
SEND = "send_order_links"

HISTORY = {
    "order.drafted": _("Order begun for the customer"),
    "order.draft_discarded": _("Draft order discarded"),
    "order.placed_for": _("Order placed for the customer"),
    "order.link_sent": _("Link to a prepared order sent"),
    "order.link_used": _("Prepared order taken into the basket"),
    "order.link_bought": _("Prepared order placed by the customer"),
}
for _key, _label in HISTORY.items():
    kinds.register(Kind(_key, _label))
