"""What is ordered: lines of the draft's basket."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ...models import StaffOrder
from .drafts import hold, touch
from .quoting import opened


def add_line(
    draft: StaffOrder, product: Any, *, by: Any, quantity: int = 1, options: Sequence[Mapping[str, Any]] = ()
) -> StaffOrder:
    """Put so many more of ``product`` into the order, as the shop's own basket takes it. Needs ``place_orders``.

    ``options`` are as Oscar's basket wants them. Raises ``PermissionDenied``, ``ValidationError`` with the shop's own
    reason: no price, not enough in stock, not sold.
    """
    with transaction.atomic():
        current = hold(draft, by=by)
        basket = opened(current).basket
        info = basket.strategy.fetch_for_product(product)
        allowed, reason = info.availability.is_purchase_permitted(basket.product_quantity(product) + quantity)
        if not product.is_public or product.is_parent or not allowed:
            raise ValidationError(reason or _("This product can't be bought."), code="unavailable")
        require_allowed(basket, quantity)
        try:
            basket.add_product(product, quantity, list(options))
        except ValueError as error:
            raise ValidationError(str(error), code="unavailable") from error
        return touch(current, by=by)


def change_line(draft: StaffOrder, line_pk: int, *, by: Any, quantity: int) -> StaffOrder:
    """Order so many of a line; none takes it out. Needs ``place_orders``.

    Raises ``PermissionDenied``, ``ValidationError`` as ``add_line`` does.
    """
    with transaction.atomic():
        current = hold(draft, by=by)
        basket = opened(current).basket
        line = next((line for line in basket.all_lines() if line.pk == line_pk), None)
        if line is None:
            raise ValidationError(_("This line is no longer in the order."), code="gone")
        if quantity < 1:
            line.delete()
        else:
            more = quantity - line.quantity
            if more > 0:
                _require_stock(basket, line, quantity)
                require_allowed(basket, more)
            line.quantity = quantity
            line.save(update_fields=["quantity"])
        return touch(current, by=by)


def require_allowed(basket: Any, more: int) -> None:
    allowed, reason = basket.is_quantity_allowed(more)
    if not allowed:
        raise ValidationError(reason, code="too_many")


def _require_stock(basket: Any, line: Any, quantity: int) -> None:
    others = basket.basket_quantity(line) - line.quantity
    allowed, reason = line.purchase_info.availability.is_purchase_permitted(others + quantity)
    if not allowed:
        raise ValidationError(reason, code="unavailable")
