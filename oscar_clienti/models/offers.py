"""Oscar's offers, limited to customer groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferAudience(models.Model):
    """One of the groups to which an offer (a voucher's too) is limited; an offer without a row is for everybody.

    A row whose group was deleted stays: an offer that was for some must never turn into one for all.
    """

    offer = models.ForeignKey(
        "offer.ConditionalOffer", models.CASCADE, related_name="audiences", verbose_name=_("Offer")
    )
    group = models.ForeignKey(
        "oscar_clienti.CustomerGroup", models.SET_NULL, null=True, related_name="audiences", verbose_name=_("Group")
    )
    # Made in the group's own form, and changed there.
    is_discount = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("audience of an offer")
        verbose_name_plural = _("audiences of offers")
        constraints = [models.UniqueConstraint(fields=["offer", "group"], name="clienti_one_audience")]

    def __str__(self) -> str:
        return f"{self.offer}: {self.group or '–'}"
