"""Why, how long and where a customer is exempt from taxes."""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import private_files


def certificate_path(exemption: "TaxExemption", filename: str) -> str:
    """A random name that keeps the kind of file."""
    return f"certificates/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:8]}"


class TaxExemption(models.Model):
    """The particulars of an exemption; whether there is one at all is ``Customer.tax_exempt``.

    Somebody who is exempt without such a row is so without end and everywhere.
    """

    customer = models.OneToOneField(
        "oscar_clienti.Customer", models.CASCADE, primary_key=True, related_name="exemption"
    )
    reason = models.CharField(_("Reason"), max_length=255, blank=True)
    certificate = models.FileField(
        _("Certificate"), upload_to=certificate_path, storage=private_files.storage, blank=True
    )
    certificate_name = models.CharField(max_length=100, blank=True, editable=False)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True, db_index=True)
    # ISO 3166-1 codes of two letters; none means everywhere.
    countries: Any = models.JSONField(_("Countries of delivery"), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField(_("When"), auto_now=True)

    class Meta:
        verbose_name = _("tax exemption")
        verbose_name_plural = _("tax exemptions")

    def __str__(self) -> str:
        return self.reason or str(self.customer_id)

    def is_valid(self, day: date) -> bool:
        """Does it hold on ``day``?"""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )
