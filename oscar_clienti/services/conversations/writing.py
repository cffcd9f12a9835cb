"""The shop writes: a message is kept first and sent afterwards, in the background."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ...models import Conversation, Customer, Delivery, Message, MessageKind
from .. import activity, editing, letters, rights
from . import owners, placing, sending

WRITE = "message_customers"


@transaction.atomic
def start(
    customer: Customer,
    *,
    subject: str,
    text: str,
    by: Any,
    uploads: Sequence[Any] = (),
    order: Any | None = None,
    form_key: str | None = None,
) -> Message:
    """Begin a conversation with ``customer``; returns its first message, which is mailed after the transaction.

    ``{first_name}`` and the like are filled in. Needs ``message_customers``. Raises ``PermissionDenied``,
    ``ValidationError`` (a subject of several lines, no address, a refused file), ``AlreadyWritten``.
    """
    customer = editing.begin(customer, by=by, right=WRITE)
    if order is not None and order.user_id != customer.pk:
        raise ValidationError(_("This order belongs to somebody else."), code="order")
    more = {"order_number": order.number} if order is not None else {}
    conversation = Conversation.objects.create(
        customer=customer,
        subject=_subject(letters.fill(subject, customer=customer, **more)),
        language=letters.language_for(customer),
        order=order,
        order_number=order.number if order is not None else "",
        assigned_to=by,
    )
    return _write(conversation, text, uploads=uploads, by=by, form_key=form_key)


@transaction.atomic
def answer(
    conversation: Conversation, *, text: str, by: Any, uploads: Sequence[Any] = (), form_key: str | None = None
) -> Message:
    """Write to the other side, which reads it in the e-mail and, with an account, there.

    Needs ``message_customers``. Raises ``PermissionDenied``, ``ValidationError`` (nowhere to write to, an empty text, a
    refused file), ``AlreadyWritten``.
    """
    rights.require(by, WRITE)
    return _write(placing.hold(conversation), text, uploads=uploads, by=by, form_key=form_key)


@transaction.atomic
def remark(conversation: Conversation, *, text: str, by: Any, form_key: str | None = None) -> Message:
    """Note something for the team; the customer never sees it.

    Needs ``change_conversation``. Raises ``PermissionDenied``, ``ValidationError``, ``AlreadyWritten``.
    """
    rights.require(by, "change_conversation")
    conversation = placing.hold(conversation)
    message = placing.add(conversation, kind=MessageKind.REMARK, text=text, by=by, form_key=form_key)
    activity.record(conversation.customer, "conversation.remarked", by=by, facts={"conversation": conversation.pk})
    return message


def names_of(conversation: Conversation) -> dict[str, str]:
    """What ready-made texts know of this conversation besides its customer."""
    known = {"order_number": conversation.order_number}
    if conversation.customer is None:
        first = conversation.name.split(" ")[0]
        known |= {"name": conversation.name, "first_name": first, "email": conversation.email}
    return known


def _write(conversation: Conversation, text: str, *, uploads: Sequence[Any], by: Any, form_key: str | None) -> Message:
    address = owners.address_of(conversation)
    if not address:
        raise ValidationError(_("There is no e-mail address to write to."), code="no_address")
    message = placing.add(
        conversation,
        kind=MessageKind.SHOP,
        text=letters.fill(text, customer=conversation.customer, **names_of(conversation)),
        uploads=uploads,
        by=by,
        recipient=address,
        delivery=Delivery.QUEUED,
        form_key=form_key,
    )
    activity.record(conversation.customer, "message.written", by=by, facts=conversation.facts)
    sending.enqueue(message)
    return message


def _subject(text: str) -> str:
    subject = letters.one_line(editing.text(text))
    if not subject:
        raise ValidationError({"subject": _("Write a subject.")})
    return subject[:200]
