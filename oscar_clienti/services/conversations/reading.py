"""What there is to read, and what has been read."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Conversation, ConversationState, Customer, MessageKind
from .. import rights
from . import sending

VIEW = "view_conversation"


def for_staff() -> QuerySet[Conversation]:
    """Everything but the conversations of people who are out of reach: staff, partners, deleted accounts."""
    return Conversation.objects.filter(Q(customer=None) | Q(customer__state__in=Customer.REACHABLE))


def of_customer(customer: Customer) -> QuerySet[Conversation]:
    """The customer's own."""
    return Conversation.objects.filter(customer=customer)


def marked(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Each with ``unsent``: is there a message of ours in it that did not leave?"""
    return rows.annotate(unsent=Exists(sending.unsent().filter(conversation=OuterRef("pk"))))


def with_unsent(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """The open ones with a message that did not leave. Who has found another way closes the conversation."""
    return rows.filter(state=ConversationState.OPEN, pk__in=sending.unsent().values("conversation"))


def unsent_by_us() -> int:
    """How many open conversations have a message of ours that did not leave."""
    return with_unsent(for_staff()).count()


def unread_by_staff() -> int:
    """How many conversations have something that nobody of the shop has read."""
    return for_staff().filter(unread_by_staff__gt=0).count()


def unread_by_customer(customer: Customer) -> int:
    """How many messages of the shop the customer has not read."""
    return of_customer(customer).aggregate(number=Sum("unread_by_customer"))["number"] or 0


def unread_of(customers: Iterable[Any]) -> dict[Any, int]:
    """How many messages of each of these customers nobody of the shop has read; who has none is left out."""
    unread = Conversation.objects.filter(customer__in=list(customers), unread_by_staff__gt=0)
    return dict(unread.order_by().values_list("customer").annotate(number=Sum("unread_by_staff")))


def menu_label() -> str:
    """The menu's words, with the number of conversations that wait to be read."""
    number = unread_by_staff()
    return _("Messages (%(number)s)") % {"number": number} if number else _("Messages")


def seen_by_staff(conversation: Conversation, *, upto: int, by: Any) -> None:
    """Messages of the customer up to the number ``upto`` have been read.

    Needs ``view_conversation``. Raises ``PermissionDenied``.
    """
    rights.require(by, VIEW)
    _seen(conversation, MessageKind.CUSTOMER, "unread_by_staff", upto)


def seen_by_customer(conversation: Conversation, *, upto: int) -> None:
    """Messages of the shop up to the number ``upto`` have been read by the customer in person."""
    _seen(conversation, MessageKind.SHOP, "unread_by_customer", upto)


@transaction.atomic
def _seen(conversation: Conversation, kind: str, counter: str, upto: int) -> None:
    # Held, so that what comes in at this moment stays unread.
    current = Conversation.objects.select_for_update().filter(pk=conversation.pk).first()
    if current is None:
        return
    unread = current.messages.filter(kind=kind, read_at=None)
    unread.filter(pk__lte=upto).update(read_at=timezone.now())
    Conversation.objects.filter(pk=current.pk).update(**{counter: unread.count()})
