"""What every message has in common: its conversation is held, it is kept once, its files with it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import conf
from ...models import Conversation, ConversationState, Customer, Message, MessageFile, MessageKind, Way
from .. import editing, files, rights

# Of one message.
MOST_FILES = 5
LONGEST = 20_000


class AlreadyWritten(ValidationError):
    """The form was sent before; ``written`` is the message that it made."""

    def __init__(self, written: Message) -> None:
        super().__init__(_("This message was sent already."), code="twice")
        self.written = written


def hold(conversation: Conversation) -> Conversation:
    """Return the conversation as it is now, held until the end of the transaction, and its customer before it.

    Raises ``ValidationError`` when it is gone, ``PermissionDenied`` when its customer is out of reach.
    """
    customer = None
    if conversation.customer_id:
        customer = Customer.objects.select_for_update().filter(pk=conversation.customer_id).first()
    current = Conversation.objects.select_for_update().filter(pk=conversation.pk).first()
    if current is None:
        raise ValidationError(_("This conversation was deleted meanwhile."), code="gone")
    if customer is not None and current.customer_id == customer.pk:
        current.customer = customer
    if current.customer is not None:
        rights.require_reachable(current.customer)
    return current


def add(
    conversation: Conversation, *, kind: str, text: str, uploads: Sequence[Any] = (), by: Any = None, **fields: Any
) -> Message:
    """Keep one message of a held conversation, with its files, and count it as unread on the other side.

    ``by`` is who of the shop wrote it. Raises ``ValidationError`` (an empty or too long text, a file that is refused),
    ``AlreadyWritten``.
    """
    message = Message(
        conversation=conversation, kind=kind, text=_checked(text), author=by, author_name=rights.name_of(by), **fields
    )
    _keep_once(message, uploads)
    _keep_files(message, uploads, by=by)
    _count(conversation, message)
    return message


def _checked(text: str) -> str:
    text = editing.text(text)
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("This text is too long: at most %(most)s characters.") % {"most": LONGEST}})
    return text


def _keep_once(message: Message, uploads: Sequence[Any]) -> None:
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        written = Message.objects.select_related("conversation").filter(form_key=message.form_key).first()
        if not message.form_key or written is None:
            raise
        said = _said(message, (upload.size for upload in uploads))
        if said == _said(written, (row.size for row in written.files.all())):
            raise AlreadyWritten(written) from None
        # Somebody went back to the page and sent something else: another message, which is kept once in its turn.
        message.form_key = uuid5(UUID(int=0), message.form_key + said).hex
        _keep_once(message, uploads)


def _said(message: Message, sizes: Iterable[int]) -> str:
    """By what a message is known when it comes again; files are given other names when they are kept."""
    return "\0".join([message.conversation.subject, message.text, *map(str, sorted(sizes))])


def _keep_files(message: Message, uploads: Sequence[Any], *, by: Any) -> None:
    if len(uploads) > MOST_FILES:
        raise ValidationError({"uploads": _("At most %(most)s files go with one message.") % {"most": MOST_FILES}})
    limit = conf.get("FILE_MAX_BYTES")
    if sum(upload.size for upload in uploads) > limit:
        words = _("Together the files are too big: at most %(limit)s.")
        raise ValidationError({"uploads": words % {"limit": filesizeformat(limit)}})
    try:
        if uploads and message.way != Way.FORM:
            files.require_room(_beside(message.conversation).count(), len(uploads))
        for upload in uploads:
            files.keep(MessageFile(message=message), upload, by=by)
    except ValidationError as error:
        raise ValidationError({"uploads": error.messages}) from error


def _beside(conversation: Conversation) -> QuerySet[MessageFile]:
    """The files that share the room with those of ``conversation``: its customer's, or its own if they are unknown.

    Without those out of the contact form: a stranger could take a customer's room, and learn who is one.
    """
    known = conversation.customer_id is not None
    theirs = Conversation.objects.filter(customer=conversation.customer_id) if known else [conversation]
    return MessageFile.objects.filter(message__conversation__in=theirs).exclude(message__way=Way.FORM)


def _count(conversation: Conversation, message: Message) -> None:
    if message.kind == MessageKind.REMARK:
        return
    changes: dict[str, Any] = {"last_message_at": message.at or timezone.now()}
    unread = "unread_by_staff" if message.kind == MessageKind.CUSTOMER else "unread_by_customer"
    changes[unread] = F(unread) + 1
    if message.kind == MessageKind.CUSTOMER:
        # There is something to do again.
        changes["state"] = ConversationState.OPEN
    Conversation.objects.filter(pk=conversation.pk).update(**changes)
    conversation.refresh_from_db(fields=list(changes))
