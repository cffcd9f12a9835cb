"""What deleting these accounts would do, in numbers; it reads only, and asks as much for 500 people as for one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Count as CountRows
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import conf
from ...models import Customer
from .personal import PersonalRows, installed


@dataclass
class Count:
    """A number with the merchant's words for what was counted."""

    label: str | Promise
    number: int


@dataclass
class Effects:
    """What happens to one person, or to all of them together."""

    customer: Customer | None
    deleted: list[Count] = field(default_factory=list)
    anonymised: list[Count] = field(default_factory=list)
    kept: list[Count] = field(default_factory=list)
    orders: int = 0
    open_orders: int = 0

    @property
    def rows_deleted(self) -> int:
        """How many rows go, of all tables."""
        return sum(count.number for count in self.deleted)


@dataclass
class Plan:
    """What deleting would do; ``excluded`` are those that are never deleted here: staff, partners, deleted accounts."""

    people: list[Effects]
    excluded: list[Customer]
    total: Effects

    @classmethod
    def of(cls, people: list[Effects], excluded: list[Customer]) -> Self:
        """Add the people up."""
        total = Effects(None)
        for part in ("deleted", "anonymised", "kept"):
            sums: dict[str | Promise, int] = {}
            for person in people:
                for count in getattr(person, part):
                    sums[count.label] = sums.get(count.label, 0) + count.number
            setattr(total, part, [Count(label, number) for label, number in sums.items()])
        total.orders = sum(person.orders for person in people)
        total.open_orders = sum(person.open_orders for person in people)
        return cls(people, excluded, total)


ANONYMISED = (
    PersonalRows("reviews.ProductReview", _("Reviews")),
    PersonalRows("oscar_clienti.ConsentEvent", _("Marketing consents"), owner="customer"),
    PersonalRows("oscar_clienti.Activity", _("Activity entries"), owner="customer"),
)
KEPT = (
    PersonalRows("order.Order", _("Orders")),
    PersonalRows("voucher.VoucherApplication", _("Used vouchers")),
    PersonalRows("reviews.Vote", _("Votes on reviews")),
)


def plan(customers: Iterable[Customer]) -> Plan:
    """Say for each of these people what deleting their account would do, in the order in which they are given."""
    everybody = list(customers)
    reachable = [customer for customer in everybody if customer.is_reachable]
    pks = [customer.pk for customer in reachable]
    deleted = [(rows.label, rows.count(pks)) for rows in installed() if rows.label]
    anonymised = [(rows.label, rows.count(pks)) for rows in ANONYMISED]
    kept = [(rows.label, rows.count(pks)) for rows in KEPT]
    orders, still_open = kept[0][1], _open_orders(pks)
    people = [
        Effects(
            customer,
            _counts(deleted, customer.pk),
            _counts(anonymised, customer.pk),
            _counts(kept, customer.pk),
            orders.get(customer.pk, 0),
            still_open.get(customer.pk, 0),
        )
        for customer in reachable
    ]
    return Plan.of(people, [customer for customer in everybody if not customer.is_reachable])


def _counts(tables: list[tuple[str | Promise, dict[int, int]]], pk: int) -> list[Count]:
    """One person's numbers; tables with the same words become one."""
    sums: dict[str | Promise, int] = {}
    for label, numbers in tables:
        sums[label] = sums.get(label, 0) + numbers.get(pk, 0)
    return [Count(label, number) for label, number in sums.items()]


def _open_orders(pks: list[int]) -> dict[int, int]:
    """Orders that can still move on: their status has a next one in the pipeline, or is not in it at all.

    A shop without a pipeline doesn't tell which orders are done, so none of them is called open.
    """
    Order = get_model("order", "Order")
    if not Order.pipeline:
        return {}
    final = {status for status, following in Order.pipeline.items() if not following}
    orders = Order._base_manager.filter(user__in=pks).exclude(status__in=final | set(conf.get("CANCELLED_STATUSES")))
    return dict(orders.order_by().values_list("user").annotate(number=CountRows("pk")))
