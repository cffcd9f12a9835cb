"""Who did what to which customer, and when: append-only, one row for each change."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly, AppendOnlyQuerySet


class ActivityQuerySet(AppendOnlyQuerySet):
    def forget(self) -> int:
        """Delete these rows for good; the one exception, and only for what is older than the shop keeps its activity.

        Returns how many rows there were.
        """
        gone, _tables = models.QuerySet.delete(self)
        return gone


ActivityManager = models.Manager.from_queryset(ActivityQuerySet)


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

    objects: ClassVar[Any] = ActivityManager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        permissions = [("export_activity", _("Can export the activity log"))]
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="clienti_activity_latest"),
            # The log of the whole shop: all of it, by kind, by person.
            models.Index(fields=["-at", "-id"], name="clienti_activity_at"),
            models.Index(fields=["kind", "-at", "-id"], name="clienti_activity_kind"),
            models.Index(fields=["by", "-at", "-id"], name="clienti_activity_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d %H:%M})"
