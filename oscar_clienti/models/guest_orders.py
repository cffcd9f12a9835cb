"""What became of orders that somebody placed without signing in."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GuestOrderState(models.IntegerChoices):
    """Whether the order has found its owner."""

    WAITING = 1, pgettext_lazy("guest order", "Waiting")
    ATTACHED = 2, pgettext_lazy("guest order", "Attached")
    APART = 3, pgettext_lazy("guest order", "Left apart")


class GuestOrderReason(models.IntegerChoices):
    """Why the order is where it is."""

    # Attached, …
    VERIFIED = 1, _("The customer has confirmed the address.")
    CLAIMABLE = 2, _("The shop made the account, and nobody has signed in yet.")
    NEW = 3, _("The account was made for this order.")
    STAFF = 4, _("Somebody of the shop decided it.")
    # … or not.
    UNPROVEN = 11, _("The customer has not confirmed the address yet.")
    TEAM = 12, _("The address belongs to an account of the shop's team or of a partner.")
    SEVERAL = 13, _("Several accounts have this address.")
    ERASED = 14, _("The account with this address was deleted.")


class GuestOrder(models.Model):
    """One for each order of a guest that was looked at; an order that is not here has not been looked at yet.

    The row outlives the attachment: it is what keeps the e-mailed link of a guest open, and what keeps an order that
    was attached once from being attached again.
    """

    State = GuestOrderState
    Reason = GuestOrderReason

    order = models.OneToOneField(
        "order.Order", models.CASCADE, primary_key=True, related_name="guest_order", verbose_name=_("Order")
    )
    # The key of the address's lock: finds the orders of an address in whatever spelling, without saying whose it is.
    email_key = models.BigIntegerField(editable=False)
    state = models.PositiveSmallIntegerField(_("State"), choices=GuestOrderState.choices)
    reason = models.PositiveSmallIntegerField(_("Why"), choices=GuestOrderReason.choices)
    # Whose the order is, or would be.
    customer = models.ForeignKey(
        "oscar_clienti.Customer",
        models.SET_NULL,
        null=True,
        related_name="guest_orders",
        verbose_name=_("Customer"),
    )
    at = models.DateTimeField(_("When"), default=timezone.now)

    class Meta:
        verbose_name = _("order of a guest")
        verbose_name_plural = _("orders of guests")
        permissions = [("decide_guest_orders", _("Can decide whose a guest's order is"))]
        indexes = [
            models.Index(fields=["state", "-order"], name="clienti_guest_queue"),
            models.Index(fields=["email_key", "state"], name="clienti_guest_address"),
        ]

    def __str__(self) -> str:
        return str(self.order_id)
