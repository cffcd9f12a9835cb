"""One text to many customers, and what became of it for each of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailingKind(models.TextChoices):
    """MARKETING goes to those alone who said yes to it, and says how to say no; SERVICE to everybody it concerns."""

    MARKETING = "marketing", _("News and offers")
    SERVICE = "service", _("Service message")


class DeliveryState(models.TextChoices):
    """CLAIMED is written before the e-mail leaves. It stays where a worker was killed or a connection broke just then:
    nobody knows, and such an e-mail is not sent again by itself."""

    CLAIMED = "claimed", pgettext_lazy("e-mail", "Perhaps sent")
    SENT = "sent", pgettext_lazy("e-mail", "Sent")
    FAILED = "failed", pgettext_lazy("e-mail", "Not sent")
    SKIPPED = "skipped", pgettext_lazy("e-mail", "Left out")


class DeliveryReason(models.TextChoices):
    """Why somebody was left out, or did not get it."""

    NO_CONSENT = "no_consent", _("No consent to e-mail marketing at this address")
    NO_ADDRESS = "no_address", _("No e-mail address")
    INACTIVE = "inactive", _("The account is inactive")
    GONE = "gone", _("Deleted meanwhile, or an account of the shop's own people")
    REFUSED = "refused", _("The mail server refused it")
    UNWRITABLE = "unwritable", _("The address is not one that an e-mail can be sent to")
    CUT_OFF = "cut_off", _("The connection to the mail server broke while it was being sent")


class Mailing(models.Model):
    """A text in some of the shop's languages to those in ``chosen``, or else to all who match ``query``.

    Without ``started_at`` it is a draft. ``job`` is the last job that sent it, ``counts`` what stood in its deliveries
    when that job was over.
    """

    Kind = MailingKind

    kind = models.CharField(_("Kind"), max_length=16, choices=MailingKind.choices, default=MailingKind.MARKETING)
    # {language: {"subject": …, "body": …}}; the title is the subject in the shop's first language.
    texts = models.JSONField(default=dict, blank=True)
    title = models.CharField(_("Subject"), max_length=255, blank=True)
    query = models.TextField(_("Filter"), blank=True)
    chosen = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("Who"), max_length=255, blank=True)
    job = models.ForeignKey("oscar_clienti.Job", models.SET_NULL, null=True, related_name="mailings")
    counts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("Created"), default=timezone.now)
    started_at = models.DateTimeField(_("Started"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        permissions = [("message_many_customers", _("Can write to many customers at once"))]

    def __str__(self) -> str:
        return self.title or str(_("Without a text yet"))

    @property
    def is_draft(self) -> bool:
        return self.started_at is None

    @property
    def is_marketing(self) -> bool:
        return self.kind == MailingKind.MARKETING

    def text_for(self, language: str) -> tuple[str, Any]:
        """The language that somebody is written to in, and the text: theirs, else the shop's first one that there is.

        Raises ``LookupError`` when there is no text yet.
        """
        for code in (language, settings.LANGUAGE_CODE, *sorted(self.texts)):
            if code in self.texts:
                return code, self.texts[code]
        raise LookupError("This mailing has no text yet.")


class MailingDelivery(models.Model):
    """One mailing and one customer: there is never a second row, hence no second e-mail but by the merchant's word.

    ``address`` is the one that it went to, whatever the customer's becomes later; ``noted`` says that it stands in
    the customer's timeline.
    """

    State, Reason = DeliveryState, DeliveryReason

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="deliveries", db_index=False)
    customer = models.ForeignKey("oscar_clienti.Customer", models.CASCADE, related_name="mailings")
    address = models.CharField(_("Address"), max_length=254, blank=True)
    state = models.CharField(_("State"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.CLAIMED)
    reason = models.CharField(_("Why"), max_length=16, choices=DeliveryReason.choices, blank=True)
    noted = models.BooleanField(default=False)
    at = models.DateTimeField(_("When"), default=timezone.now)

    class Meta:
        ordering = ["mailing", "pk"]
        verbose_name = _("e-mail of a mailing")
        verbose_name_plural = _("e-mails of mailings")
        constraints = [models.UniqueConstraint(fields=["mailing", "customer"], name="clienti_one_delivery")]
        indexes = [models.Index(fields=["mailing", "state", "reason", "id"], name="clienti_delivery_state")]

    def __str__(self) -> str:
        return f"{self.mailing_id} → {self.customer_id}: {self.state}"
