"""Looking after conversations: whose they are, who looks after them, and whether there is still something to do."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ... import signals
from ...models import Conversation, ConversationState, Customer, MessageKind
from .. import activity, editing, rights
from . import owners, placing

RIGHT = "change_conversation"


@transaction.atomic
def assign(conversation: Conversation, *, to: Any | None, by: Any) -> Conversation:
    """Let ``to``, one of the shop's people, look after it; ``None`` for nobody.

    Needs ``change_conversation``. Raises ``PermissionDenied``, ``ValidationError`` for somebody who may not read it.
    """
    rights.require(by, RIGHT)
    current = placing.hold(conversation)
    if to is not None and not _may_look(to):
        raise ValidationError(_("This person can't read messages."), code="no_right")
    if current.assigned_to_id == (to.pk if to is not None else None):
        return current
    current.assigned_to = to
    current.save(update_fields=["assigned_to"])
    return _told(current, "conversation.assigned", by)


@transaction.atomic
def close(conversation: Conversation, *, by: Any, upto: int | None = None) -> Conversation:
    """Nothing is left to do. What the customer writes afterwards opens it again.

    ``upto`` is the last message that whoever closes it has seen. Needs ``change_conversation``. Raises
    ``PermissionDenied``, ``ValidationError`` when the customer wrote after that and nobody has read it.
    """
    rights.require(by, RIGHT)
    current = placing.hold(conversation)
    if upto is not None and current.messages.filter(kind=MessageKind.CUSTOMER, read_at=None, pk__gt=upto).exists():
        words = _("The customer has written meanwhile. Read it first, then close the conversation.")
        raise ValidationError(words, code="unread")
    return _turn(current, ConversationState.CLOSED, "conversation.closed", by)


@transaction.atomic
def reopen(conversation: Conversation, *, by: Any) -> Conversation:
    """There is something to do again.

    Needs ``change_conversation``. Raises ``PermissionDenied``, ``ValidationError``.
    """
    rights.require(by, RIGHT)
    return _turn(placing.hold(conversation), ConversationState.OPEN, "conversation.reopened", by)


@transaction.atomic
def attach(conversation: Conversation, customer: Customer, *, by: Any) -> Conversation:
    """Say whose the conversation of somebody unknown is: the customer reads all of it then, and is answered.

    Needs ``change_conversation``. Raises ``PermissionDenied``, also for staff and partners; ``ValidationError`` when it
    is somebody's already.
    """
    customer = editing.begin(customer, by=by, right=RIGHT)
    current = placing.hold(conversation)
    if current.customer_id is not None:
        raise ValidationError(_("This conversation belongs to a customer already."), code="attached")
    current.customer = customer
    if current.order_number and current.order is None:
        current.order = owners.order_of(current.order_number, customer=customer, email="")
    current.save(update_fields=["customer", "order"])
    return _told(current, "conversation.attached", by)


def colleagues() -> QuerySet:
    """The people of the shop who may read messages."""
    users = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    right = {"codename": "view_conversation", "content_type__app_label": "oscar_clienti"}
    of_their_own = Q(**{f"user_permissions__{key}": value for key, value in right.items()})
    by_group = Q(**{f"groups__permissions__{key}": value for key, value in right.items()})
    return users.filter(Q(is_superuser=True) | of_their_own | by_group).distinct().order_by("pk")


def _may_look(user: Any) -> bool:
    return bool(user.is_active and user.is_staff and user.has_perm("oscar_clienti.view_conversation"))


def _turn(held: Conversation, state: str, kind: str, by: Any) -> Conversation:
    if held.state == state:
        return held
    held.state = state
    held.save(update_fields=["state"])
    return _told(held, kind, by)


def _told(conversation: Conversation, kind: str, by: Any) -> Conversation:
    customer = conversation.customer
    activity.record(customer, kind, by=by, facts=conversation.facts)
    what = kind.removeprefix("conversation.")
    signals.conversation_changed.send(
        sender=Conversation, conversation=conversation, customer=customer, what=what, by=by
    )
    return conversation
