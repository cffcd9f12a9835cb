"""What people bought in the last months, from the orders themselves: ``Customer.total_spent`` is of a lifetime."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import make_aware
from oscar.core.utils import get_default_currency

from ...models import JoiningRule
from ..sync import copies


def qualifying(rule: JoiningRule, day: date, people: Sequence[int] | None = None) -> QuerySet:
    """Return the keys of those (of ``people``) who meet ``rule`` on ``day``, as a query over the orders.

    Counted is what the customer's figures count: no cancelled orders; money in the shop's own currency with taxes. Who
    must have spent and ordered has to have done both.
    """
    orders = copies.counted_orders().filter(user__isnull=False, date_placed__gte=since(rule.months, day))
    if people is not None:
        orders = orders.filter(user__in=people)
    spent = Sum("total_incl_tax", filter=Q(currency=get_default_currency()))
    figures = orders.values("user").annotate(spent=copies.money(spent), placed=Count("pk"))
    if rule.min_spent:
        figures = figures.filter(spent__gte=rule.min_spent)
    if rule.min_orders:
        figures = figures.filter(placed__gte=rule.min_orders)
    return figures.values("user")


def since(months: int, day: date) -> datetime:
    """The midnight, where the shop is, at which the last ``months`` began: from 31 May, one month back is 30 April."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
    return make_aware(datetime.combine(first, time.min))
