"""Many prices at once: lines of "UPC or SKU, price", as they come out of a spreadsheet. All of them, or none."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model

from ...models import PriceList, PriceListLine
from .. import editing as texts
from .. import many
from ..wording import spell
from .editing import finish, hold

# So many lines fit into one go, and so many mistakes are told.
MOST, TOLD = 5000, 20


@dataclass(frozen=True)
class Pasted:
    """A line of the text, read but not looked up."""

    number: int
    code: str
    price: Decimal


@transaction.atomic
def paste(price_list: PriceList, text: str, *, by: Any) -> int:
    """Give each product its price; one that has a line in the list gets the new price. Returns how many it were.

    A line is "UPC or SKU", then a semicolon, a tab or a comma, then the price: 8.19 or 8,19. Needs
    ``manage_price_lists``. Raises ``PermissionDenied``, and ``ValidationError`` at ``text`` that tells each bad line
    with its number; nothing is saved then.
    """
    price_list = hold(price_list, by)
    texts.text(text)
    pasted, wrong = _read(text)
    prices = _of_products(pasted, wrong)
    if wrong:
        raise ValidationError({"text": list(_told(wrong))})
    _save(price_list, prices)
    # A condition on thousands of products costs more than it saves.
    finish(
        price_list,
        "price_list.changed",
        by=by,
        facts={"pasted": len(prices)},
        products=[*prices] if len(prices) <= many.BATCH else None,
    )
    return len(prices)


def _read(text: str) -> tuple[list[Pasted], dict[int, str]]:
    """The lines that say a code and a price, and what is wrong with the others."""
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1) if row.strip()]
    if not rows:
        raise ValidationError({"text": _("Enter at least one line.")})
    if len(rows) > MOST:
        raise ValidationError({"text": _("At most %(number)s lines at a time.") % {"number": spell(MOST)}})
    pasted, wrong = [], {}
    for number, row in rows:
        code, _mark, amount = (part.strip() for part in _cut(row))
        price = _price(amount)
        if not code or price is None:
            wrong[number] = _("“%(row)s” is no UPC or SKU with a price.") % {"row": row[:80]}
        else:
            pasted.append(Pasted(number, code, price))
    return pasted, wrong


def _cut(row: str) -> tuple[str, str, str]:
    return row.partition(next((mark for mark in ";\t" if mark in row), ","))


def _price(amount: str) -> Decimal | None:
    """8.19, 8,19, 1.208,19 and 1,208.19; the last mark before one or two digits is the decimal one."""
    found = re.fullmatch(r"(\d{1,3}(?:[.,' ]\d{3})+|\d+)(?:[.,](\d{1,2}))?", amount)
    if not found:
        return None
    price = Decimal(f"{re.sub(r'[^0-9]', '', found[1])}.{found[2] or 0}")
    try:
        texts.clean(PriceListLine(price=price), {"price"})
    except (ValidationError, InvalidOperation):
        return None
    return price


def _of_products(pasted: list[Pasted], wrong: dict[int, str]) -> dict[int, Decimal]:
    """The price of each product; what is no product, or one of an earlier line again, goes to ``wrong``."""
    products = _products({one.code for one in pasted})
    prices: dict[int, Decimal] = {}
    first: dict[int, int] = {}
    for one in pasted:
        found = products.get(one.code, set())
        if len(found) != 1:
            wrong[one.number] = _not_one(one.code, found)
            continue
        (pk,) = found
        if pk in first:
            words = _("“%(code)s” is the product of line %(line)s again.")
            wrong[one.number] = words % {"code": one.code, "line": first[pk]}
        first.setdefault(pk, one.number)
        prices[pk] = one.price
    return prices


def _products(codes: Collection[str]) -> dict[str, set[int]]:
    """For each code the products with this UPC; where there is none, those with this SKU."""
    Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    by_upc: dict[str, set[int]] = {}
    by_sku: dict[str, set[int]] = {}
    for batch in many.batches(sorted(codes)):  # type: ignore[arg-type]  # Texts are cut like keys.
        for code, pk in Product.objects.filter(upc__in=batch).values_list("upc", "pk"):
            by_upc.setdefault(code, set()).add(pk)
        for code, pk in StockRecord.objects.filter(partner_sku__in=batch).values_list("partner_sku", "product"):
            by_sku.setdefault(code, set()).add(pk)
    return by_sku | by_upc


def _not_one(code: str, found: Collection[int]) -> str:
    if found:
        return _("“%(code)s” is the SKU of several products.") % {"code": code}
    return _("There is no product with the UPC or SKU “%(code)s”.") % {"code": code}


def _told(wrong: dict[int, str]) -> Iterator[str]:
    for number in sorted(wrong)[:TOLD]:
        yield _("Line %(number)s: %(problem)s") % {"number": number, "problem": wrong[number]}
    more = len(wrong) - TOLD
    if more > 0:
        yield ngettext("%(number)s more line is wrong.", "%(number)s more lines are wrong.", more) % {"number": more}


def _save(price_list: PriceList, prices: dict[int, Decimal]) -> None:
    known = {line.product_id: line for line in price_list.lines.filter(product__isnull=False)}
    changed = [known[pk] for pk in prices if pk in known]
    for line in changed:
        line.price, line.percent = prices[line.product_id or 0], None
    new = [PriceListLine(price_list=price_list, product_id=pk, price=price) for pk, price in prices.items()]
    PriceListLine.objects.bulk_update(changed, ["price", "percent"], batch_size=500)
    PriceListLine.objects.bulk_create([line for line in new if line.product_id not in known], batch_size=500)
