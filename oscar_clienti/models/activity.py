"""Who did what to which customer, and when: append-only, one row for each change."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly


class Activity(AppendOnly):
    """One act. ``changes`` maps a field to ``[old, new]``; ``facts`` keeps what else is worth knowing.

    The names are copies and the links only fade to NULL, so that the row outlives both people.
    """

    customer = models.ForeignKey("oscar_clienti.Customer", models.SET_NULL, null=True, related_name="activities")
    kind = models.CharField(_("What"), max_length=64, help_text=_("subject.verb, such as customer.changed"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("Who"), max_length=255, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("When"), default=timezone.now)
    job = models.ForeignKey("oscar_clienti.Job", models.SET_NULL, null=True, related_name="activities")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="clienti_activity_latest")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d %H:%M})"
