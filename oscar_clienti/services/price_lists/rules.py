"""Which price of a group's price lists counts for a product: the lowest, if it is lower than the product's own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db.models import Q, QuerySet
from oscar.core.loading import get_model

from ...models import PriceListLine

CENT = Decimal("0.01")
# At the same price, what names the product counts before what names a range, and that before everything.
PRODUCT, RANGE, EVERYTHING = range(3)
# Lines that are read at once, whatever is asked; and the keys in one block of products.
AT_ONCE, BLOCK = 500, 500


@dataclass(frozen=True)
class Listed:
    """What one line of a price list makes of a product's own price."""

    price: Decimal
    line_id: int
    list_id: int
    list_name: str
    nearness: int


class Line(NamedTuple):
    """A line with the name of its list: the objects themselves would take ten times as long to make."""

    pk: int
    list_id: int
    list_name: str
    product_id: int | None
    range_id: int | None
    price: Decimal | None
    percent: Decimal | None


_COLUMNS = ("pk", "price_list_id", "price_list__name", "product_id", "range_id", "price", "percent")


class PriceRules:
    """All lines in force for a group on one day.

    It asks the database once; once more if any line is for a range, and a few times for each range that is used. Of a
    group with more than ``AT_ONCE`` lines, those for products are read in blocks of products with neighbouring keys.
    """

    def __init__(self, lines: QuerySet[PriceListLine]) -> None:
        self._lines = lines.order_by().values_list(*_COLUMNS)
        self._of_product: dict[int, list[Line]] = {}
        self._of_ranges: list[Line] = []
        self._of_everything: list[Line] = []
        # The blocks that were read; ``None`` when there is nothing left to read.
        self._blocks: set[int] | None = None
        found = list(self._lines[: AT_ONCE + 1])
        if len(found) > AT_ONCE:
            self._blocks, found = set(), list(self._lines.filter(product=None))
        self._keep(found)

    @classmethod
    def of_group(cls, group_id: int, day: date) -> Self:
        """Read what is in force for the group on ``day``."""
        began = Q(price_list__starts_on=None) | Q(price_list__starts_on__lte=day)
        goes_on = Q(price_list__ends_on=None) | Q(price_list__ends_on__gte=day)
        return cls(PriceListLine.objects.filter(began, goes_on, price_list__group=group_id, price_list__is_active=True))

    def lowest(self, product: Any, own: Decimal, currency: str) -> Listed | None:
        """Return what counts instead of ``own``, the product's price as its stock record has it; or ``None``."""
        return next((one for one in self.candidates(product, own, currency)[:1] if one.price < own), None)

    def candidates(self, product: Any, own: Decimal, currency: str) -> list[Listed]:
        """Return what every line says that fits the product or its parent; what counts most comes first.

        Fixed prices are in the shop's default currency: of a product in another one only per cents are taken off.
        """
        keys = {product.pk, product.parent_id} - {None}
        named = [line for key in keys for line in self._naming(key)]
        if currency != settings.OSCAR_DEFAULT_CURRENCY:
            named = [line for line in named if line.price is None]
        found = [_listed(line, own, PRODUCT) for line in named]
        found += [_listed(line, own, RANGE) for line in self._of_ranges if self._holds(line.range_id, product)]
        found += [_listed(line, own, EVERYTHING) for line in self._of_everything]
        return sorted(found, key=lambda one: (one.price, one.nearness, one.list_id, one.line_id))

    def _keep(self, rows: Iterable[tuple]) -> None:
        for line in map(Line._make, rows):
            if line.product_id:
                self._of_product.setdefault(line.product_id, []).append(line)
            else:
                (self._of_ranges if line.range_id else self._of_everything).append(line)

    def _naming(self, product_id: int) -> list[Line]:
        """The lines for this very product."""
        block = product_id // BLOCK
        if self._blocks is not None and block not in self._blocks:
            self._blocks.add(block)
            self._keep(self._lines.filter(product__gte=block * BLOCK, product__lt=(block + 1) * BLOCK))
        return self._of_product.get(product_id, [])

    def _holds(self, range_id: int | None, product: Any) -> bool:
        # A range that was deleted a moment ago holds nothing.
        return range_id in self._contains and self._contains[range_id](product)

    @cached_property
    def _contains(self) -> dict[int | None, Callable[[Any], bool]]:
        ranges = get_model("offer", "Range").objects.in_bulk({line.range_id for line in self._of_ranges})
        return {pk: _membership(range_) for pk, range_ in ranges.items()}


def _listed(line: Line, own: Decimal, nearness: int) -> Listed:
    price = line.price if line.price is not None else own * (100 - (line.percent or 0)) / 100
    return Listed(price.quantize(CENT, ROUND_HALF_UP), line.pk, line.list_id, line.list_name, nearness)


def _membership(range_: Any) -> Callable[[Any], bool]:
    """A question about one range that can be asked of many products: its products are read when it is asked first.

    Of a range of everything but some, those some are read. A range of a store's own class answers by itself.
    """
    if range_.proxy:
        return range_.contains_product
    keys: set[int] | None = None

    def contains(product: Any) -> bool:
        nonlocal keys
        if keys is None:
            inside = range_.all_products()
            everywhere = get_model("catalogue", "Product").objects.exclude(pk__in=inside.values("pk"))
            keys = set((everywhere if range_.includes_all_products else inside).values_list("pk", flat=True))
        return (product.pk in keys) != range_.includes_all_products

    return contains
