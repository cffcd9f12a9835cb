"""A filter with a name."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..text import fold


class Segment(models.Model):
    """Customers who match ``query`` (a serialised ``CustomerFilter``) whenever somebody looks: membership is live."""

    name = models.CharField(_("Name"), max_length=100)
    name_key = models.CharField(max_length=100, unique=True, editable=False)
    query = models.TextField(_("Filter"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(_("Created"), default=timezone.now)

    class Meta:
        ordering = ["name_key"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        permissions = [("manage_segments", _("Can save, rename and delete segments"))]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = fold(self.name)[:100]
        super().save(*args, **kwargs)
