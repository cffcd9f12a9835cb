"""Orders that somebody of the shop puts together for a customer: drafts, and what became of them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StaffOrderState(models.IntegerChoices):
    """What became of it."""

    DRAFT = 1, pgettext_lazy("staff order", "Draft")
    LINK_SENT = 2, pgettext_lazy("staff order", "Link sent")
    IN_BASKET = 3, pgettext_lazy("staff order", "In the customer's basket")
    PLACED = 4, pgettext_lazy("staff order", "Placed")
    PAID_BY_LINK = 5, pgettext_lazy("staff order", "Ordered by the customer")
    DISCARDED = 6, pgettext_lazy("staff order", "Discarded")


class StaffOrder(models.Model):
    """A draft becomes one order at most. The row says who placed it, also when that account is gone: names are copies.

    The lines are those of a basket that belongs to nobody in the database: as an open one of the customer's it would be
    merged into their own, as a saved one it would break their basket page. Its owner is set in memory to find prices.
    """

    State = StaffOrderState
    # The shop may still work on it …
    EDITABLE = (StaffOrderState.DRAFT, StaffOrderState.LINK_SENT)
    # … or at least it has not come to an end.
    GOING = (*EDITABLE, StaffOrderState.IN_BASKET)

    customer = models.ForeignKey(
        "oscar_clienti.Customer",
        models.SET_NULL,
        null=True,
        related_name="staff_orders",
        verbose_name=_("Customer"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("Who"), max_length=255, blank=True)
    state = models.PositiveSmallIntegerField(_("State"), choices=StaffOrderState.choices, default=StaffOrderState.DRAFT)
    # What a double click on the button that begins an order has in common.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)

    basket = models.ForeignKey("basket.Basket", models.SET_NULL, null=True, related_name="+")
    address = models.ForeignKey("address.UserAddress", models.SET_NULL, null=True, related_name="+")
    # For this order alone, as Oscar's checkout keeps it; counts where no address of the book was chosen.
    new_address = models.JSONField(default=dict, blank=True)
    shipping_code = models.CharField(max_length=128, blank=True)
    note = models.TextField(_("Note"), blank=True)

    # What the mailed link is known by: the link itself is kept nowhere.
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    link_expires_at = models.DateTimeField(_("Link expires"), null=True, blank=True)
    # The customer's own basket, into which they took the lines; known also while a link is sent again.
    taken_into = models.ForeignKey("basket.Basket", models.SET_NULL, null=True, related_name="+")

    order = models.OneToOneField(
        "order.Order", models.SET_NULL, null=True, related_name="staff_order", verbose_name=_("Order")
    )
    order_number = models.CharField(_("Order number"), max_length=128, blank=True)
    created_at = models.DateTimeField(_("Begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("Changed"), default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("order for a customer")
        verbose_name_plural = _("orders for customers")
        default_permissions = ()
        permissions = [
            ("place_orders", _("Can order for customers")),
            ("send_order_links", _("Can send customers an order to pay")),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at", "-id"], name="clienti_staff_orders"),
            models.Index(fields=["customer", "state"], name="clienti_staff_orders_of"),
        ]

    def __str__(self) -> str:
        return self.order_number or str(self.pk)

    @property
    def is_editable(self) -> bool:
        """Not without its basket: a shop may clean old ones away."""
        return self.state in self.EDITABLE and self.basket_id is not None

    @property
    def is_going(self) -> bool:
        """A link to it may be sent, also again."""
        return self.state in self.GOING and self.basket_id is not None
