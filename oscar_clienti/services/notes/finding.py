"""Finding notes: by their words, and by the day on which somebody is to be called."""

from django.db.models import QuerySet
from django.utils import timezone

from ...filters.search import words_of
from ...models import Customer, Note


def matching(words: str = "") -> QuerySet[Note]:
    """The notes of people whom our pages may touch that have all of ``words``, newest first; case doesn't matter."""
    found = Note.objects.filter(customer__state__in=Customer.REACHABLE).select_related("customer")
    for word in words_of(words):
        found = found.filter(search_text__contains=word)
    return found.order_by("-at", "-pk")


def mentions(words: str, *, most: int) -> int:
    """How many notes have all of ``words``; who counted to ``most`` counts no further. No words, no mention."""
    return matching(words).order_by()[:most].count() if words_of(words) else 0


def due(*, coming: bool = False) -> QuerySet[Note]:
    """Follow-ups that are not done: until today, the oldest first; or with ``coming`` those of days to come."""
    today = timezone.localdate()
    day = {"follow_up_on__gt": today} if coming else {"follow_up_on__lte": today}
    found = Note.objects.filter(done_at=None, customer__state__in=Customer.REACHABLE, **day)
    return found.select_related("customer").order_by("follow_up_on", "pk")


def due_count() -> int:
    """How many follow-ups wait today, overdue ones among them."""
    return due().count()
