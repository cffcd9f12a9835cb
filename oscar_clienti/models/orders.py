"""What an order was taxed by and whom its invoice is for, written down when it was placed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .vat import VatState


class OrderTaxRecord(models.Model):
    """A picture of that day: what changes later about the customer doesn't change it."""

    order = models.OneToOneField(
        "order.Order", models.CASCADE, primary_key=True, related_name="tax_record", verbose_name=_("Order")
    )
    exempt = models.BooleanField(_("Tax-exempt"), default=False)
    reason = models.CharField(_("Reason"), max_length=255, blank=True)
    group_name = models.CharField(_("Group"), max_length=64, blank=True)
    company = models.CharField(_("Company"), max_length=255, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=32, blank=True)
    vat_state = models.PositiveSmallIntegerField(
        _("VAT number checked"), choices=VatState.choices, default=VatState.UNKNOWN
    )
    tax_code = models.CharField(_("Tax code"), max_length=32, blank=True)
    sdi_code = models.CharField(_("SDI recipient code"), max_length=7, blank=True)
    pec = models.CharField(_("PEC address"), max_length=254, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tax record of an order")
        verbose_name_plural = _("tax records of orders")

    def __str__(self) -> str:
        return str(self.order_id)
