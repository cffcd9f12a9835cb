"""allauth's list of e-mail addresses, kept beside the address of the user.

It looks people up by the address in lower case (``allauth/account/internal/userkit.py``), while Oscar keeps the letters
in front of the @ as they were typed.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Lower

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

    None get those whose address, but for capitals, is somebody else's too: which of them it belongs to only the shop
    knows. Each batch is a transaction of its own: broken off, the next run does what is left.
    """
    last, shared = 0, _shared()
    while batch := _without_row(last):
        with transaction.atomic():
            left = _fill(batch, shared)
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


def _shared() -> set[str]:
    """The addresses, in lower case, that more than one user has."""
    users = get_user_model()._default_manager.exclude(email="").annotate(key=Lower("email")).order_by()
    return set(users.values("key").annotate(users=Count("pk")).filter(users__gt=1).values_list("key", flat=True))


def _fill(batch: list[tuple[Any, str]], shared: set[str]) -> list[str]:
    """Make the rows of a batch; returns the addresses that are not one person's."""
    keys = {email.lower() for _pk, email in batch}
    # Somebody's second address, or that of a user who came meanwhile.
    taken = shared | set(EmailAddress.objects.filter(email__in=keys).values_list("email", flat=True))
    rows, left = [], []
    for pk, email in batch:
        if email.lower() in taken:
            left.append(email)
        else:
            rows.append(EmailAddress(user_id=pk, email=email.lower(), primary=True, verified=False))
    EmailAddress.objects.bulk_create(rows)
    return left
