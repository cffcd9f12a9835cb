"""The ledger of consents: append-only, and the only source of the states on the customer row."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import AppendOnly


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class ConsentState(models.IntegerChoices):
    """What the ledger says of one channel and one address; numbers because the list filters a million of them."""

    NEVER_ASKED = 0, _("Never asked")
    GRANTED = 1, _("Yes")
    WITHDRAWN = 2, _("No")
    PENDING = 3, _("Waiting for confirmation")


class ConsentEvent(AppendOnly):
    """One thing that somebody said about marketing, with the words they were shown (GDPR art. 7(1))."""

    customer = models.ForeignKey("oscar_clienti.Customer", models.CASCADE, related_name="consent_events")
    channel = models.CharField(_("Channel"), max_length=8, choices=Channel.choices)
    state = models.PositiveSmallIntegerField(_("State"), choices=ConsentState.choices)
    address = models.CharField(_("Address"), max_length=254, help_text=_("The e-mail address or number it belongs to."))
    source = models.CharField(
        pgettext_lazy("customer", "Source"), max_length=64, help_text=_("Where it was said: account, checkout, staff…")
    )
    wording = models.TextField(_("Wording"), blank=True, help_text=_("The exact text that was shown."))
    wording_language = models.CharField(_("Language of the wording"), max_length=16, blank=True)
    how = models.TextField(_("How it was given"), blank=True, help_text=_("What staff wrote about it."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(_("When"), default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        indexes = [models.Index(fields=["customer", "channel", "-at", "-id"], name="clienti_consent_latest")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.get_state_display()} ({self.address})"
