"""When staff looked at the shop as a customer: who, whom, why, until when."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitEnd(models.TextChoices):
    """Why a visit is over."""

    STOPPED = "stopped", pgettext_lazy("visit", "Stopped")
    EXPIRED = "expired", _("The time was up")
    REPLACED = "replaced", _("The same person began another visit")
    SIGNED_OUT = "signed_out", _("The member of staff was signed out")
    STAFF = "staff", _("The member of staff may not do this any more")
    CUSTOMER = "customer", _("The account may not be entered any more")
    PASSWORD = "password", _("The customer chose a new password")  # noqa: S105
    REFUSED = "refused", _("The customer doesn't want visits any more")


class VisitRefusal(models.TextChoices):
    """Why a visit does not begin; kept in the activity, where it speaks the language of whoever looks."""

    RIGHT = "right", _("The member of staff may not do this")
    POWERS = "powers", _("The account can do more than buy")
    INACTIVE = "inactive", _("The account is inactive")
    REFUSED = "refused", _("The customer does not allow it")


class Visit(models.Model):
    """One visit. The names are copies and the links fade to NULL, so that the row outlives both accounts.

    The row is the truth, not the browser's session: what is ended here is over at the next request.
    """

    End = VisitEnd

    customer = models.ForeignKey("oscar_clienti.Customer", models.SET_NULL, null=True, related_name="visits")
    customer_name = models.CharField(_("Customer"), max_length=255, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("Who"), max_length=255, blank=True)
    reason = models.CharField(_("Reason"), max_length=255)
    acts = models.BooleanField(_("May act for the customer"), default=False)
    started_at = models.DateTimeField(_("From"), default=timezone.now)
    expires_at = models.DateTimeField(_("Until"))
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    end = models.CharField(_("Why it ended"), max_length=16, choices=VisitEnd.choices, blank=True)
    # What the shop remembers of the visitor: a session of its own, so that nothing goes over into the staff's.
    session_key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        permissions = [
            ("log_in_as_customer", _("Can look at the shop as a customer")),
            ("act_as_customer", _("Can act in the shop for a customer")),
        ]
        indexes = [
            models.Index(fields=["customer", "-started_at"], name="clienti_visit_customer"),
            models.Index(fields=["by", "ended_at"], name="clienti_visit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} → {self.customer_name} ({self.started_at:%Y-%m-%d %H:%M})"

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the time is up."""
        return max(0, round((self.expires_at - timezone.now()).total_seconds()))

    @property
    def minutes_left(self) -> int:
        """Whole minutes until the time is up, at least 1 while it goes on."""
        return max(1, round(self.seconds_left / 60))


class VisitChoice(models.Model):
    """What a customer said about visits; without a row they said nothing yet."""

    customer: Any = models.OneToOneField(
        "oscar_clienti.Customer", models.CASCADE, primary_key=True, related_name="visit_choice"
    )
    allowed = models.BooleanField(_("May the shop look into the account?"))
    at = models.DateTimeField(_("When"), default=timezone.now)

    class Meta:
        verbose_name = _("choice about visits")
        verbose_name_plural = _("choices about visits")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.allowed}"
