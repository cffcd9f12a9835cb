"""What is known of a customer's VAT number, and when whom we asked."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VatState(models.IntegerChoices):
    """The three answers; "not known yet" is also what a number is that nobody was asked about."""

    UNKNOWN = 0, _("Not known yet")
    VALID = 1, _("Valid")
    INVALID = 2, _("Not valid")


class VatCheck(models.Model):
    """One question about one number: asked again until there is an answer, kept with its date and its request id."""

    customer = models.ForeignKey("oscar_clienti.Customer", models.CASCADE, related_name="vat_checks")
    number = models.CharField(_("VAT number"), max_length=32, db_index=True)
    state = models.PositiveSmallIntegerField(_("Answer"), choices=VatState.choices, default=VatState.UNKNOWN)
    asked_at = models.DateTimeField(_("Asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    request_id = models.CharField(_("Number of the request"), max_length=64, blank=True)
    name = models.CharField(_("Name in the register"), max_length=255, blank=True)
    address = models.TextField(_("Address in the register"), blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # What went wrong the last time, as a word; nothing once there is an answer.
    trouble = models.CharField(max_length=32, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("check of a VAT number")
        verbose_name_plural = _("checks of VAT numbers")

    def __str__(self) -> str:
        return f"{self.number}: {self.get_state_display()}"
