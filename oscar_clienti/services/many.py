"""How a change of many customers at once begins and ends; called inside the transaction of the change."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.dispatch import Signal

from ..models import Customer
from . import rights

BATCH = 1000

Customers = Iterable[Customer] | Iterable[int]


def pks_of(customers: Customers) -> list[int]:
    """Return the keys of customers, sorted; without loading them when a queryset is given."""
    if isinstance(customers, models.QuerySet):
        return list(customers.order_by("pk").values_list("pk", flat=True))
    return sorted({customer if isinstance(customer, int) else customer.pk for customer in customers})


def batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ``pks`` so that no statement gets too long for a database."""
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


class Among(Func):
    """A condition: ``field`` is one of these keys. PostgreSQL takes them as one array, which costs both sides less."""

    output_field = BooleanField()

    def __init__(self, field: str, pks: Sequence[int]) -> None:
        super().__init__(F(field))
        self.pks = list(pks)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        if not self.pks:
            raise EmptyResultSet
        field, params = compiler.compile(self.source_expressions[0])
        return f"{field} IN ({', '.join(['%s'] * len(self.pks))})", [*params, *self.pks]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        field, params = compiler.compile(self.source_expressions[0])
        return f"{field} = ANY(%s)", [*params, self.pks]


def begin(customers: Customers, *, by: Any, right: str, field: str = "pk") -> dict[int, Any]:
    """Hold those of ``customers`` who may be changed until the end of the transaction; return ``{key: field's value}``.

    Staff, superusers, partners and deleted accounts are left out, by what their user says too. Raises
    ``PermissionDenied`` without the right.
    """
    rights.require(by, right)
    found: dict[int, Any] = {}
    for batch in batches(pks_of(customers)):
        held = Customer.objects.select_for_update().shoppers().filter(Among("pk", batch)).order_by("pk")
        values = dict(held.values_list("pk", field))
        staff = Q(is_staff=True) | Q(is_superuser=True) | Q(partners__isnull=False)
        users = get_user_model()._default_manager.filter(staff, Among("pk", batch))
        for untouchable in users.values_list("pk", flat=True):
            values.pop(untouchable, None)
        found |= values
    return found


def afresh(pks: Sequence[int], *, listening_to: Signal) -> Iterator[Customer]:
    """Yield these customers as they are now, if anybody listens to the signal that is about to be sent for each."""
    if listening_to.has_listeners(Customer):
        for batch in batches(pks):
            yield from Customer.objects.select_related("group", "user").filter(Among("pk", batch)).order_by("pk")
