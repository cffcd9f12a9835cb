"""What customers do with their own account, written down as their doing; of the shop's own people, nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from ..models import Customer
from . import activity


@contextmanager
def held(user: Any) -> Iterator[Customer | None]:
    """Inside is one transaction, which holds the customer's row of ``user``; ``None`` for who has no such row.

    Held, for a row of the activity holds the account: whoever takes both takes the customer first.
    """
    with transaction.atomic():
        yield Customer.objects.shoppers().select_for_update().filter(pk=user.pk).first()


def note(
    user: Any,
    kind: str,
    *,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write down that ``user`` did this."""
    with held(user) as customer:
        if customer is not None:
            activity.record(customer, kind, by=user, changes=changes, facts=facts)
