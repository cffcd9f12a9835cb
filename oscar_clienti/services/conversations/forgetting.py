"""Conversations that go with an account; the files that hang on them go with their rows."""

from typing import Any

from django.db.models import Q

from ...models import Activity, Conversation


def forget(user_pk: Any, email: str) -> None:
    """Delete the customer's conversations, and those of somebody unknown under the same address, with their files.

    Called while the account is being deleted.
    """
    mine = Conversation.objects.filter(Q(customer=user_pk) | Q(pk__in=_under(email)))
    _scrub(list(mine.values_list("pk", flat=True)))
    mine.delete()


def _scrub(pks: list[int]) -> None:
    """What was written down while nobody knew whose conversation it was has the words of its subject."""
    for pk in pks:
        unknown = Activity.objects.filter(Q(kind__startswith="message.") | Q(kind__startswith="conversation."))
        unknown.filter(customer=None, facts__conversation=pk).scrub(facts={"conversation": pk})


def _under(email: str) -> list[int]:
    """Some databases would take é for e."""
    if not email:
        return []
    found = Conversation.objects.filter(customer=None, email__iexact=email).values_list("pk", "email")
    return [pk for pk, address in found if address.lower() == email.lower()]
