"""Going round all who are due: numbers that nobody asked about yet, questions without an answer, old answers."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ...models import Customer, VatCheck, VatState
from ...querysets import CustomerQuerySet
from . import checks

# So many times in a row without reaching VIES at all, and the rest waits for the next round.
PATIENCE = 5
_NOBODY_THERE = ("away", "busy", "timeout", "redirect", "not_json", "too_large", "error")


def go_round(*, limit: int, older_than: int | None = None) -> Iterator[VatCheck]:
    """Ask for up to ``limit`` numbers, one after the other; with ``older_than`` again for answers of so many days ago.

    Yields each question as it is afterwards. Stops early when nobody answers: a register that is down or busy is not
    asked a thousand times.
    """
    silent = 0
    for check_id in _due(limit, older_than):
        asked = checks.answer(check_id)
        check = asked or VatCheck.objects.filter(pk=check_id).first()
        if check is None:
            continue
        yield check
        silent = silent + 1 if check.trouble in _NOBODY_THERE else 0
        if silent >= PATIENCE:
            return


def _due(limit: int, older_than: int | None) -> Iterator[int]:
    waiting = VatCheck.objects.filter(answered_at=None, next_try_at__lte=timezone.now()).order_by("next_try_at")
    found = list(waiting.values_list("pk", flat=True)[:limit])
    yield from found
    rest = limit - len(found)
    for customer in _never_asked()[:rest]:
        rest -= 1
        yield _open(customer)
    if older_than is not None:
        for customer in _answered_before(older_than)[: max(rest, 0)]:
            yield _open(customer)


def _never_asked() -> CustomerQuerySet:
    """Or whose answer was to another number: imports and other roads bring numbers without asking."""
    asked = _questions().filter(Q(next_try_at__isnull=False) | Q(trouble="not_covered"))
    return _people().filter(vat_state=VatState.UNKNOWN).exclude(Exists(asked))


def _answered_before(days: int) -> CustomerQuerySet:
    """Whose last question is older, and not still open."""
    since = timezone.now() - timedelta(days=days)
    recent = _questions().filter(Q(answered_at__gte=since) | Q(next_try_at__isnull=False))
    return _people().exclude(vat_state=VatState.UNKNOWN).exclude(Exists(recent))


def _questions() -> QuerySet[VatCheck]:
    """About the number that the customer of the outer row has now."""
    return VatCheck.objects.filter(customer=OuterRef("pk"), number=OuterRef("vat_number"))


def _people() -> CustomerQuerySet:
    return Customer.objects.shoppers().exclude(vat_number="").order_by("pk")


@transaction.atomic
def _open(customer: Customer) -> int:
    current = Customer.objects.select_for_update().get(pk=customer.pk)
    return checks.open_check(current).pk
