"""Two who want the same e-mail address follow one another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmailLock(models.Model):
    """An address that somebody is about to give to an account; whoever inserts it second waits for the first.

    A row lives no longer than the transaction that made it (on MariaDB a moment longer), and its key doesn't say whose
    address it is. Not every user model has a unique address, and those that have it tell "a@x.it" from "A@x.it".
    """

    key = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("e-mail lock")
        verbose_name_plural = _("e-mail locks")

    def __str__(self) -> str:
        return str(self.key)
