"""allauth's list of e-mail addresses, kept beside the address of the user.

It looks people up by the address in lower case (``allauth/account/internal/userkit.py``), while Oscar keeps the letters
in front of the @ as they were typed.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction

BATCH = 2000


@transaction.atomic
def follow(user: Any, *, old: str, new: str) -> EmailAddress:
    """Staff gave ``user`` another address: it has to be proven anew, and the old one signs nobody in any more.

    Addresses that the customer added stay, but none of them is the first.
    """
    rows = EmailAddress.objects.filter(user=user)
    rows.filter(email__in=[old.lower(), new.lower()]).delete()
    rows.update(primary=False)
    return EmailAddress.objects.create(user=user, email=new.lower(), primary=True, verified=False)


def fill() -> Iterator[tuple[int, list[str]]]:
    """Give every user without a row one, not proven; yields, batch by batch, how many it looked at and who got none.

    None get those whose address, but for capitals, has an owner already: which of the two it belongs to only the shop
    knows. Each batch is a transaction of its own: broken off, the next run does what is left.
    """
    last = 0
    while batch := _without_row(last):
        with transaction.atomic():
            left = _fill(batch)
        last = batch[-1][0]
        yield len(batch), left


def missing() -> int:
    """How many users with an address have no row."""
    return _waiting().count()


def _waiting() -> Any:
    users = get_user_model()._default_manager.exclude(email="").filter(emailaddress=None)
    return users.order_by("pk")


def _without_row(last: Any) -> list[tuple[Any, str]]:
    return list(_waiting().filter(pk__gt=last).values_list("pk", "email")[:BATCH])


def _fill(batch: list[tuple[Any, str]]) -> list[str]:
    """Make the rows of a batch; returns the addresses that have an owner already."""
    wanted = [(pk, email.lower(), email) for pk, email in batch]
    taken = set(
        EmailAddress.objects.filter(email__in={key for _pk, key, _email in wanted}).values_list("email", flat=True)
    )
    seen: Counter[str] = Counter()
    rows, left = [], []
    for pk, key, email in wanted:
        seen[key] += 1
        if key in taken or seen[key] > 1:
            left.append(email)
        else:
            rows.append(EmailAddress(user_id=pk, email=key, primary=True, verified=False))
    EmailAddress.objects.bulk_create(rows)
    return left
