"""The lines of a price list: one for a product, for a range, or for everything."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ...models import PriceList, PriceListLine
from .. import editing as texts
from .editing import finish, hold


@transaction.atomic
def add_line(
    price_list: PriceList,
    *,
    by: Any,
    product: Any = None,
    range: Any = None,
    price: Decimal | None = None,
    percent: Decimal | None = None,
) -> PriceListLine:
    """Give ``product`` a price, or so many per cent off to it, to a ``range``, or to everything when both are left out.

    A line for a product with variants is for all of them. Open baskets are priced anew. Needs ``manage_price_lists``.
    Raises ``PermissionDenied``, ``ValidationError`` (price and per cent at once, neither, a price without a product,
    something that has a line in this list already).
    """
    price_list = hold(price_list, by)
    line = PriceListLine(price_list=price_list, product=product, range=range)
    if product is not None and range is not None:
        raise ValidationError({"range": _("A line is for a product or for a range: choose one of them.")})
    _check_free(line)
    _set(line, price, percent)
    line.save()
    finish(price_list, "price_list.changed", by=by, facts={"added": str(line)}, products=concerned(line))
    return line


@transaction.atomic
def change_line(
    line: PriceListLine, *, by: Any, price: Decimal | None = None, percent: Decimal | None = None
) -> PriceListLine:
    """Give the line another price or per cent; returns it afresh. Open baskets are priced anew.

    Needs ``manage_price_lists``. Raises ``PermissionDenied``, ``ValidationError`` like ``add_line``, and for a line
    that is gone.
    """
    price_list, line = _held(line, by)
    words, before = str(line), (line.price, line.percent)
    _set(line, price, percent)
    if (line.price, line.percent) != before:
        line.save()
        facts = {"changed": [words, str(line)]}
        finish(price_list, "price_list.changed", by=by, facts=facts, products=concerned(line))
    return line


@transaction.atomic
def remove_line(line: PriceListLine, *, by: Any) -> None:
    """Take the line out of its list; open baskets are priced anew.

    Needs ``manage_price_lists``. Raises ``PermissionDenied``, ``ValidationError`` for a line that is gone.
    """
    price_list, line = _held(line, by)
    words, products = str(line), concerned(line)
    line.delete()
    finish(price_list, "price_list.changed", by=by, facts={"removed": words}, products=products)


def concerned(line: PriceListLine) -> tuple[int, ...] | None:
    """The products whose price the line may change; ``None`` where it may be any."""
    return (line.product_id,) if line.product_id else None


def _held(line: PriceListLine, by: Any) -> tuple[PriceList, PriceListLine]:
    price_list = hold(line.price_list, by)
    held = price_list.lines.select_related("product", "range").filter(pk=line.pk).first()
    if held is None:
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."))
    return price_list, held


def _check_free(line: PriceListLine) -> None:
    """Asked while the list is held: the database lets "everything" stand twice."""
    same = PriceListLine.objects.filter(price_list=line.price_list, product=line.product, range=line.range)
    if not same.exists():
        return
    if line.product is not None:
        raise ValidationError({"product": _("This product has a line in this list already.")})
    if line.range is not None:
        raise ValidationError({"range": _("This range has a line in this list already.")})
    raise ValidationError(_("There is a line for everything in this list already."))


def _set(line: PriceListLine, price: Decimal | None, percent: Decimal | None) -> None:
    """Set one of both and let the model check it; raises ``ValidationError`` at the field."""
    if price is not None and percent is not None:
        raise ValidationError({"percent": _("Enter a price or per cent, not both.")})
    if price is None and percent is None:
        raise ValidationError({"price": _("Enter a price, or per cent.")})
    if price is not None and line.product_id is None:
        raise ValidationError({"price": _("Only a product can have a fixed price. Enter per cent instead.")})
    line.price, line.percent = price, percent
    texts.clean(line, {"price", "percent"})
