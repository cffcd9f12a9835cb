"""The first tab: how the customer has bought over the last two years, and the latest orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ...models import Customer
from .base import Panel, panels
from .orders import Table, months_of, orders_of, rows

MONTHS = 24
LATEST = 5
# The chart's own units; the page scales it.
HEIGHT, STEP, BAR = 96, 28, 18


@dataclass(frozen=True)
class Bar:
    """A month of the chart, with where its bar stands."""

    month: str
    orders: int
    x: int
    y: int
    height: int
    caption: str

    @property
    def middle(self) -> int:
        return self.x + BAR // 2


class OverviewPanel(Panel):
    key, label, template = "overview", _("Overview"), "oscar_clienti/dashboard/panels/overview.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        latest = Table(rows(orders_of(customer)[:LATEST]))
        return {"orders": latest, "chart": chart(customer) if latest.rows else None}


def chart(customer: Customer) -> dict[str, Any] | None:
    """The bars of the last 24 months, or ``None`` when nothing was bought in them."""
    starts = month_starts(timezone.localtime(), MONTHS)
    counts = months_of(customer, starts)
    most = max(counts)
    if not most:
        return None
    bars = [_bar(n, start, count, most) for n, (start, count) in enumerate(zip(starts, counts, strict=False))]
    return {"bars": bars, "most": most, "total": sum(counts), "width": STEP * MONTHS, "height": HEIGHT, "bar": BAR}


def month_starts(now: datetime, months: int) -> list[datetime]:
    """The first moments of the last ``months`` months, this one included, and of the next one; in the shop's time."""
    numbers = range(now.year * 12 + now.month - months, now.year * 12 + now.month + 1)
    return [timezone.make_aware(datetime(n // 12, n % 12 + 1, 1)) for n in numbers]


def _bar(n: int, start: datetime, orders: int, most: int) -> Bar:
    height = max(round(HEIGHT * orders / most), 2 if orders else 1)
    # Every sixth month is written under its bar.
    caption = date_format(start, "M y") if n % 6 == 2 else ""
    return Bar(
        date_format(start, "YEAR_MONTH_FORMAT"), orders, n * STEP + (STEP - BAR) // 2, HEIGHT - height, height, caption
    )


panels.register(OverviewPanel(), before="orders")
