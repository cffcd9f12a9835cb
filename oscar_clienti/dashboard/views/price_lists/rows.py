"""What the pages say of a price list and of its lines."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from oscar.core.loading import get_model
from oscar.templatetags.currency_filters import currency

from ....models import PriceList, PriceListLine
from ....services import price_lists
from ....services.wording import spell_percent


def state_of(price_list: PriceList, today: date) -> str:
    """One word for the template: "off", "coming", "over", "running"."""
    if not price_list.is_active:
        return "off"
    if price_list.starts_on and price_list.starts_on > today:
        return "coming"
    return "running" if price_list.is_in_force(today) else "over"


@dataclass
class LineRow:
    """A line as the page shows it."""

    line: PriceListLine
    title: str
    code: str = ""
    # The product's own price, and whether there are several.
    own: str = ""
    own_differs: bool = False
    value: str = ""
    # A fixed price that isn't below the product's own counts for nobody.
    is_idle: bool = False
    rivals: list[str] = field(default_factory=list)


def with_products(lines: QuerySet[PriceListLine]) -> QuerySet[PriceListLine]:
    """Read what the rows show in a few queries."""
    product = ("product__stockrecords", "product__children__stockrecords")
    return lines.select_related("product__parent", "product__product_class", "range").prefetch_related(*product)


def matching(lines: QuerySet[PriceListLine], words: str) -> QuerySet[PriceListLine]:
    """Those for products with all these words in title, UPC or SKU, and for ranges with them in their name."""
    for word in words.split()[:8]:
        records = get_model("partner", "StockRecord").objects.filter(partner_sku__istartswith=word)
        title = Q(product__title__icontains=word) | Q(product__parent__title__icontains=word)
        code = Q(product__upc__istartswith=word) | Q(product__in=records.values("product"))
        lines = lines.filter(title | code | Q(range__name__icontains=word))
    return lines


def rows_of(price_list: PriceList, lines: Iterable[PriceListLine]) -> list[LineRow]:
    lines = list(lines)
    rivals = price_lists.rivals(price_list, lines)
    return [_row(line, rivals.get(line.pk, [])) for line in lines]


def _row(line: PriceListLine, rivals: list[PriceListLine]) -> LineRow:
    records = _records(line.product) if line.product else []
    money = records[0].price_currency if records else None
    row = LineRow(line, _title(line), value=_value(line, money))
    row.rivals = [f"{other.price_list}, {_value(other, money)}" for other in rivals]
    if line.product:
        row.code = line.product.upc or next((record.partner_sku for record in records), "")
    if records:
        row.own = currency(records[0].price, money)
        row.own_differs = records[0].price != records[-1].price
        row.is_idle = line.price is not None and line.price >= records[-1].price
    return row


def _records(product: Any) -> list[Any]:
    """The stock records with a price of a product, or of all its variants; the cheapest first."""
    sold = product.children.all() if product.is_parent else [product]
    priced = [record for one in sold for record in one.stockrecords.all() if record.price is not None]
    return sorted(priced, key=lambda record: record.price)


def _title(line: PriceListLine) -> str:
    if line.product:
        return line.product.get_title()
    return str(line.range) if line.range else _("Everything")


def _value(line: PriceListLine, money: str | None) -> str:
    if line.price is not None:
        return currency(line.price, money)
    return _("%(percent)s %% off") % {"percent": spell_percent(line.percent or 0)}  # type: ignore[arg-type]
