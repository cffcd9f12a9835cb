"""The other side writes: in the account, by the link in an e-mail, or in the contact form."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ... import signals
from ...models import Conversation, Customer, Message, MessageKind, Origin, Way
from .. import activity, editing, letters
from ..customers import email_addresses
from . import owners, placing


@transaction.atomic
def reply(
    conversation: Conversation, *, text: str, way: str, uploads: Sequence[Any] = (), form_key: str | None = None
) -> Message:
    """Add what the other side wrote; a closed conversation is open again.

    ``way`` says how sure it is who wrote it. Raises ``PermissionDenied`` when they may not write any more,
    ``ValidationError`` (an empty text, a refused file), ``AlreadyWritten``.
    """
    conversation = placing.hold(conversation)
    if not owners.may_answer(conversation):
        raise PermissionDenied(_("This account can't be changed here."))
    return _receive(conversation, text, way, uploads=uploads, form_key=form_key)


@transaction.atomic
def contact(
    *,
    subject: str,
    text: str,
    customer: Customer | None = None,
    name: str = "",
    email: str = "",
    order_number: str = "",
    language: str = "",
    uploads: Sequence[Any] = (),
    form_key: str | None = None,
) -> Message:
    """Open a conversation from the contact form; ``customer`` is who is signed in.

    Of anybody else it is tied to the customer who has proved the address, if there is one, and waits as unknown
    otherwise: whoever wrote learns nothing of either. Raises ``PermissionDenied`` when the account was deleted
    meanwhile, ``ValidationError``, ``AlreadyWritten``.
    """
    way, origin = (Way.ACCOUNT, Origin.ACCOUNT) if customer is not None else (Way.FORM, Origin.FORM)
    if customer is None:
        email = email_addresses.normalise(email)
        customer = _held(owners.verified_owner(email))
    else:
        name = email = ""
        customer = _held(customer)
        if customer is None:
            raise PermissionDenied(_("This account can't be changed here."))
    number = editing.text(order_number)[:128]
    conversation = Conversation.objects.create(
        customer=customer,
        name=_line(name, "name")[:150],
        email=email,
        subject=_line(subject, "subject")[:200] or str(_("Contact request")),
        origin=origin,
        # A guest's order under the address of an account is not the account's: anybody can name an address.
        order=owners.order_of(number, customer=customer, email="" if customer else email),
        order_number=number,
        language=letters.language_for(customer, language),
    )
    return _receive(conversation, text, way, uploads=uploads, form_key=form_key)


def _held(customer: Customer | None) -> Customer | None:
    """The customer as they are now, held until the end of the transaction; nobody where the account is gone."""
    if customer is None:
        return None
    current = Customer.objects.select_for_update().get(pk=customer.pk)
    return current if current.is_reachable else None


def _receive(
    conversation: Conversation, text: str, way: str, *, uploads: Sequence[Any], form_key: str | None
) -> Message:
    message = placing.add(
        conversation, kind=MessageKind.CUSTOMER, text=text, uploads=uploads, way=way, form_key=form_key
    )
    customer = conversation.customer
    # Only who is signed in is sure to be the customer.
    by = customer.user if customer is not None and way == Way.ACCOUNT else None
    activity.record(customer, "message.received", by=by, facts=conversation.facts)
    signals.message_received.send(sender=Message, message=message, customer=customer, by=by)
    return message


def _line(text: str, field: str) -> str:
    try:
        return letters.one_line(editing.text(text))
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
