"""What is kept between imports."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportMapping(models.Model):
    """Which column of a file fills which field, kept for the next file with the same head."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("Created"), default=timezone.now)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved matching of columns")
        verbose_name_plural = _("saved matchings of columns")

    def __str__(self) -> str:
        return self.name
