"""Open baskets follow a change of what their owner pays."""

from copy import copy
from typing import Any

from oscar.core.loading import get_class, get_model

from ..models import Customer
from . import buyers, many

_PRICE = ("price_currency", "price_excl_tax", "price_incl_tax", "tax_code")


def reprice(customers: many.Customers) -> int:
    """Give the lines of these customers' open and saved baskets the price that the shop asks of them now.

    Otherwise Oscar would tell them that prices had changed since yesterday. Lines of products that have no price any
    more stay as they are: Oscar says so itself. Returns the number of lines that changed.
    """
    Line, Basket = get_model("basket", "Line"), get_model("basket", "Basket")
    changed: list[Any] = []
    strategies: dict[int, Any] = {}
    lists: dict[int, Any] = {}
    for pks in many.batches(many.pks_of(customers)):
        lines = Line.objects.filter(many.Among("basket__owner_id", pks), basket__status__in=Basket.editable_statuses)
        for line in lines.select_related("basket__owner", "product", "stockrecord"):
            owner = line.basket.owner
            if owner.pk not in strategies:
                strategies[owner.pk] = strategy_for(owner)
                # Many members of one group: its lists are read once.
                buyers.share_price_rules(owner, lists)
            line.basket.strategy = strategies[owner.pk]
            if _set_price(line):
                changed.append(line)
    Line.objects.bulk_update(changed, _PRICE, batch_size=500)
    return len(changed)


def count_open(customer: Customer) -> int:
    """How many open and saved baskets with something in them this customer has."""
    Basket = get_model("basket", "Basket")
    baskets = Basket.objects.filter(owner=customer.pk, status__in=Basket.editable_statuses, lines__isnull=False)
    return baskets.distinct().count()


def strategy_for(owner: Any) -> Any:
    """The shop's strategy as it would speak to ``owner``, who is its ``user``."""
    strategy = get_class("partner.strategy", "Selector")().strategy(user=owner)
    if getattr(strategy, "user", None) is None:
        # Oscar's own selector drops the user. A copy, because a shop may share one strategy among all its visitors.
        strategy = copy(strategy)
        strategy.user = owner
    return strategy


def _set_price(line: Any) -> bool:
    price = line.purchase_info.price
    if not price.exists:
        return False
    before = [getattr(line, name) for name in _PRICE]
    line.price_currency, line.price_excl_tax, line.tax_code = price.currency, price.excl_tax, price.tax_code
    line.price_incl_tax = price.incl_tax if price.is_tax_known else None
    return before != [getattr(line, name) for name in _PRICE]
