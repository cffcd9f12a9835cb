"""Links that must not be used, and rows that are no longer needed."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ... import conf
from ...models import SignInLink


def revoke(user: Any) -> int:
    """Kill every unused link of this person; return how many."""
    return SignInLink.objects.filter(user=user, used_at=None, voided_at=None).update(voided_at=timezone.now())


def over() -> QuerySet[SignInLink]:
    """The rows that nobody needs any more, for a dispute or for anything else."""
    return SignInLink.objects.filter(asked_at__lt=timezone.now() - timedelta(days=conf.get("SIGN_IN_KEEP_DAYS")))


def sweep() -> int:
    """Forget them; return how many."""
    return over().delete()[0]
