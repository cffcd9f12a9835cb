"""The bookmark of ``clienti_sync``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SyncRun(models.Model):
    """One rebuild of the customer rows: everybody up to ``last_pk`` is done, so a killed run continues there."""

    started_at = models.DateTimeField(_("Started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)
    last_pk = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}: {self.rows}"
