"""Links by which people sign in without a password, and when each was asked for, sent and used."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a link does when its button is pressed."""

    SIGN_IN = "sign_in", _("Sign in")
    SIGN_UP = "sign_up", _("Open an account")
    STEP_UP = "step_up", _("Confirm something important")


class SignInLink(models.Model):
    """One request for a link; kept for a while after it was used, so that one can see who came in and how.

    Holds hashes alone: whoever reads this table can sign in as nobody. The worker that sends the mail makes token and
    code, so that they stand in no task either; until then the row says no more than that somebody asked.
    """

    Purpose = Purpose

    # Nobody while the address belongs to no account, and for accounts that never get a link.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    email = models.CharField(_("E-mail"), max_length=254)
    purpose = models.CharField(_("Purpose"), max_length=16, choices=Purpose.choices, default=Purpose.SIGN_IN)
    next_path = models.CharField(max_length=500, blank=True)
    language = models.CharField(_("Language"), max_length=16, blank=True)
    # The browser that asked, as a hash of what only its session knows.
    requester = models.CharField(max_length=64, blank=True, db_index=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # What the account was like when the link was sent: it dies with any change of address, password or state.
    stamp = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(_("Asked"), default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)
    expires_at = models.DateTimeField(_("Expires"), null=True, blank=True)
    used_at = models.DateTimeField(_("Used"), null=True, blank=True)
    voided_at = models.DateTimeField(_("Void since"), null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.asked_at:%Y-%m-%d %H:%M})"
