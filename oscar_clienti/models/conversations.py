"""What the shop and a customer write to each other, and what staff say about it among themselves."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .files import PrivateFile


class ConversationState(models.TextChoices):
    """Is there still something to do?"""

    OPEN = "open", pgettext_lazy("conversation", "Open")
    CLOSED = "closed", pgettext_lazy("conversation", "Closed")


class Origin(models.TextChoices):
    """How a conversation began."""

    SHOP = "shop", _("The shop wrote first")
    ACCOUNT = "account", _("Contact form, signed in")
    FORM = "form", _("Contact form, not signed in")


class MessageKind(models.TextChoices):
    """Who speaks to whom."""

    SHOP = "shop", _("From the shop")
    CUSTOMER = "customer", _("From the customer")
    REMARK = "remark", _("Remark for the team")


class Delivery(models.TextChoices):
    """How far the e-mail with a message of the shop has come; messages of others have none."""

    NONE = "", ""
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Not sent")


class Failure(models.TextChoices):
    """Why the e-mail did not leave, in words for the merchant."""

    NONE = "", ""
    NO_ADDRESS = "no_address", _("There is no e-mail address to write to.")
    MOVED = "moved", _("The customer's e-mail address changed after this was written.")
    GONE = "gone", _("This account can't be written to any more.")
    REFUSED = "refused", _("The mail server refused this e-mail address.")
    SIGN_IN = "sign_in", _("The mail server did not accept the shop's password.")
    UNREACHABLE = "unreachable", _("The mail server could not be reached.")
    FILE = "file", _("An attached file could not be read.")
    OTHER = "other", _("The e-mail could not be sent.")


class Way(models.TextChoices):
    """How a customer's message came in, which says how sure it is who wrote it."""

    NONE = "", ""
    ACCOUNT = "account", _("Written in the account")
    LINK = "link", _("Written by the link in our e-mail")
    FORM = "form", _("Written in the contact form, not signed in")


class Conversation(models.Model):
    """One thread: with a customer, or with somebody of whom we know only what they gave as name and address."""

    State = ConversationState
    Origin = Origin

    customer = models.ForeignKey(
        "oscar_clienti.Customer",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("Customer"),
    )
    # As given by whoever was not signed in; of a customer only while nobody knew whose it was.
    name = models.CharField(_("Name"), max_length=150, blank=True)
    email = models.CharField(_("E-mail"), max_length=254, blank=True)
    subject = models.CharField(_("Subject"), max_length=200)
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.OPEN)
    origin = models.CharField(_("Began by"), max_length=8, choices=Origin.choices, default=Origin.SHOP)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Looked after by"),
    )
    # Only an order of theirs; what they typed may be anybody's.
    order = models.ForeignKey("order.Order", models.SET_NULL, null=True, blank=True, related_name="conversations")
    order_number = models.CharField(_("Order number"), max_length=128, blank=True)
    language = models.CharField(_("Language"), max_length=16, blank=True)
    unread_by_staff = models.PositiveIntegerField(default=0, editable=False)
    unread_by_customer = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("Began"), default=timezone.now)
    last_message_at = models.DateTimeField(_("Last message"), default=timezone.now)

    class Meta:
        ordering = ["-last_message_at", "-pk"]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        default_permissions = ("view", "change")
        permissions = [
            ("message_customers", _("Can write to customers")),
            ("manage_ready_texts", _("Can manage ready-made texts")),
        ]
        indexes = [
            models.Index(fields=["state", "-last_message_at"], name="clienti_talk_state"),
            models.Index(fields=["customer", "-last_message_at"], name="clienti_talk_customer"),
            models.Index(fields=["unread_by_staff", "state"], name="clienti_talk_unread"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state == ConversationState.OPEN

    @property
    def facts(self) -> dict[str, object]:
        """What the activity keeps of it: the number leads back here."""
        return {"conversation": self.pk, "subject": self.subject}

    @property
    def who(self) -> str:
        """The name of the other side, or the address."""
        return str(self.customer) if self.customer else self.name or self.email


class Message(models.Model):
    """One message, or a remark that only staff read. Kept before anything is sent."""

    Kind = MessageKind
    Delivery = Delivery
    Failure = Failure
    Way = Way

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.NONE, blank=True)
    # Who of the shop wrote it; nobody where the customer did.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=255, blank=True)
    text = models.TextField(_("Text"))
    # To whom the e-mail goes, as it was when the message was written: it never follows an address by itself.
    recipient = models.CharField(_("E-mail"), max_length=254, blank=True)
    delivery = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    failure = models.CharField(max_length=12, choices=Failure.choices, default=Failure.NONE, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    # The form that it came from: a form that is sent twice makes one message.
    form_key = models.CharField(max_length=32, null=True, unique=True)
    at = models.DateTimeField(_("When"), default=timezone.now)
    read_at = models.DateTimeField(_("Read"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()
        indexes = [models.Index(fields=["delivery", "at"], name="clienti_message_queue")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at:%Y-%m-%d %H:%M})"

    @property
    def is_remark(self) -> bool:
        return self.kind == MessageKind.REMARK

    @property
    def is_from_customer(self) -> bool:
        return self.kind == MessageKind.CUSTOMER


class MessageFile(PrivateFile):
    """A file that came with a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="files")

    class Meta(PrivateFile.Meta):
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        default_permissions = ()


class ReplyLink(models.Model):
    """The link in an e-mail by which its reader answers without signing in. Holds a hash: the e-mail has the token."""

    token_hash = models.CharField(max_length=64, unique=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="reply_links")
    # It dies when the other side is reached elsewhere.
    email = models.CharField(max_length=254)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reply link")
        verbose_name_plural = _("reply links")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.message_id} ({self.expires_at:%Y-%m-%d})"


class ReadyText(models.Model):
    """A text that staff need again and again, in one language; placeholders such as ``{first_name}`` are filled in."""

    title = models.CharField(_("Title"), max_length=100)
    # Empty: for customers of any language.
    language = models.CharField(_("Language"), max_length=16, blank=True)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    body = models.TextField(_("Text"))

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("ready-made text")
        verbose_name_plural = _("ready-made texts")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    @property
    def language_name(self) -> Any:
        """The language's own name; nothing where the text serves all of them."""
        return dict(settings.LANGUAGES).get(self.language, self.language)
