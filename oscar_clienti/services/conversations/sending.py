"""Sending what was written: by whoever takes it first, and never twice by itself."""

import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ... import signals
from ...models import Conversation, Customer, Delivery, Failure, Message, MessageKind
from .. import activity, letters, rights
from . import links, owners, placing

logger = logging.getLogger("oscar_clienti.conversations")

# Named, not imported: tasks stand above the services.
_TASK = "oscar_clienti.tasks.send_message"
# A worker that was killed on its way says nothing: after so long it is not coming back.
LOST_AFTER = timedelta(minutes=10)


def enqueue(message: Message) -> None:
    """Let a worker send it once the transaction is safe. A queue that doesn't answer costs time: see ``resume``."""
    transaction.on_commit(lambda: import_string(_TASK).enqueue(message.pk), robust=True)


def send(message_id: int) -> None:
    """Mail one message that waits, with a link to answer by. Whoever comes second does nothing.

    The claim is written down before the e-mail leaves: after a kill in between it is a person who decides whether to
    send again. Never raises for what the mail server does.
    """
    now = timezone.now()
    waiting = Message.objects.filter(pk=message_id, delivery=Delivery.QUEUED)
    if not waiting.update(delivery=Delivery.SENDING, tried_at=now):
        return
    message = Message.objects.select_related("conversation__customer__user", "author").get(pk=message_id)
    _conclude(message, _obstacle(message) or _mail(message), claimed_at=now)


@transaction.atomic
def retry(message: Message, *, by: Any) -> Message:
    """Let a message that did not leave be sent again, to the address that the other side has now.

    Needs ``message_customers``. Raises ``PermissionDenied``, ``ValidationError`` when it is under way or was sent.
    """
    rights.require(by, "message_customers")
    conversation = placing.hold(message.conversation)
    current = Message.objects.select_for_update().get(pk=message.pk)
    if not can_retry(current):
        raise ValidationError(_("This message was sent, or is on its way."), code="not_failed")
    address = owners.address_of(conversation)
    if not address:
        raise ValidationError(_("There is no e-mail address to write to."), code="no_address")
    current.delivery, current.failure, current.recipient = Delivery.QUEUED, Failure.NONE, address
    current.tried_at = timezone.now()
    current.save(update_fields=["delivery", "failure", "recipient", "tried_at"])
    activity.record(conversation.customer, "message.retried", by=by, facts=conversation.facts)
    enqueue(current)
    return current


def can_retry(message: Message) -> bool:
    """It failed, or nothing has been heard of it for long."""
    if message.delivery == Delivery.FAILED:
        return True
    under_way = message.delivery in (Delivery.QUEUED, Delivery.SENDING)
    return under_way and (message.tried_at or message.at) < timezone.now() - LOST_AFTER


def unsent() -> QuerySet[Message]:
    """The messages that ``can_retry`` is true of, and somebody should look at."""
    before = timezone.now() - LOST_AFTER
    lost = Q(tried_at__lt=before) | Q(tried_at=None, at__lt=before)
    under_way = Q(delivery__in=(Delivery.QUEUED, Delivery.SENDING))
    return Message.objects.filter(Q(delivery=Delivery.FAILED) | (under_way & lost))


def waiting() -> QuerySet[Message]:
    """The messages that have waited for long: their queue was down."""
    before = timezone.now() - LOST_AFTER
    return Message.objects.filter(Q(tried_at=None) | Q(tried_at__lt=before), delivery=Delivery.QUEUED, at__lt=before)


def resume() -> int:
    """Ask again for workers for them. Returns how many."""
    found = list(waiting())
    for message in found:
        enqueue(message)
    return len(found)


def _obstacle(message: Message) -> str:
    """Why it must not leave at all."""
    conversation = message.conversation
    if not message.recipient:
        return Failure.NO_ADDRESS
    if conversation.customer is not None and not conversation.customer.is_reachable:
        return Failure.GONE
    # Whoever reads the old mailbox may be somebody else by now.
    return Failure.NONE if owners.is_at(conversation, message.recipient) else Failure.MOVED


def _mail(message: Message) -> str:
    """Send it; returns why it could not be sent, or nothing."""
    conversation = message.conversation
    try:
        attachments = [_attachment(row) for row in message.files.all()]
    except OSError:
        return Failure.FILE
    link, token = links.issue(message) if owners.may_answer(conversation) else (None, "")
    try:
        _write(message, token, attachments)
    except Exception as error:
        # Not the error itself: it may name the address, or quote the letter.
        logger.warning("Message %s was not sent: %s", message.pk, type(error).__name__)
        if link is not None:
            link.delete()
        return _why(error)
    return Failure.NONE


def _write(message: Message, token: str, attachments: list[tuple[str, bytes, str]]) -> None:
    conversation = message.conversation
    language = conversation.language or letters.language_for(conversation.customer)
    with letters.speaking(language):
        address = letters.absolute(reverse("customer:message-reply", args=[token])) if token else ""
        words = str(_("Answer this message"))
        subject = conversation.subject if _is_first(message) else f"{_('Re:')} {conversation.subject}"
    # Not kept among the e-mails of the account: the message itself is kept, and stands in the account without the link.
    letters.write(
        to=message.recipient,
        subject=subject,
        text=message.text,
        language=language,
        links=[(words, address)] if address else [],
        attachments=attachments,
        headers={"References": _thread(conversation)},
    )


def _is_first(message: Message) -> bool:
    earlier = Message.objects.filter(conversation=message.conversation_id, pk__lt=message.pk)
    return not earlier.exclude(kind=MessageKind.REMARK).exists()


def _thread(conversation: Conversation) -> str:
    """What lets mail programs show the e-mails of one conversation together."""
    host = letters.shop()["site"].domain.split(":")[0]
    return f"<conversation-{conversation.pk}@{host}>"


def _attachment(row: Any) -> tuple[str, bytes, str]:
    with row.file.open("rb") as file:
        return row.name, file.read(), row.content_type.split(";")[0]


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Failure.REFUSED
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Failure.SIGN_IN
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError):
        return Failure.UNREACHABLE
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Failure.UNREACHABLE
    return Failure.OTHER


@transaction.atomic
def _conclude(message: Message, failure: str, *, claimed_at: datetime) -> None:
    """Write down what became of it, unless somebody gave it up for lost and sent it again meanwhile."""
    # The customer before what is theirs, as everybody does.
    Customer.objects.select_for_update().filter(pk=message.conversation.customer_id).first()
    mine = Message.objects.filter(pk=message.pk, delivery=Delivery.SENDING, tried_at=claimed_at)
    state = Delivery.FAILED if failure else Delivery.SENT
    if not mine.update(delivery=state, failure=failure):
        return
    message.delivery, message.failure = state, failure
    customer = message.conversation.customer
    if failure:
        activity.record(customer, "message.failed", by=None, facts=message.conversation.facts)
        return
    activity.record(customer, "message.sent", by=message.author, facts=message.conversation.facts)
    signals.message_sent.send(sender=Message, message=message, customer=customer, by=message.author)
