"""What a product costs our customers, whichever strategy the shop has: price lists first, then the taxes.

The strategy's answers are changed, never the strategy: it may be one object for all visitors.
"""

from copy import copy
from decimal import Decimal
from functools import cache
from typing import Any

from .buyers import buyer_of
from .prices import scaled, untaxed


class SelectorMixin:
    """Mixed into ``partner.strategy.Selector``: every strategy that it hands out knows our customers."""

    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> Any:
        theirs = super().strategy(request=request, user=user, **kwargs)  # type: ignore[misc]
        return for_buyers(theirs, request, user)


def for_buyers(strategy: Any, request: Any = None, user: Any = None) -> Any:
    """Return a copy of ``strategy`` that asks what its buyer pays; one that does so already is left alone."""
    if isinstance(strategy, BuyersPrices):
        return strategy
    ours = copy(strategy)
    ours.__class__ = _buyers_class(strategy.__class__)
    ours._clienti_request = request
    # Who signs in during this request is somebody else afterwards.
    ours._clienti_user = None if user is getattr(request, "user", None) else user
    ours._clienti_depth, ours._clienti_decisions, ours._clienti_last = 0, {}, (None, None)
    return ours


def own_info(strategy: Any, product: Any) -> Any:
    """What the shop's own strategy says of ``product``, before price lists and exemptions."""
    return strategy._clienti_own(strategy.fetch_for_product, product)


def last_price(strategy: Any, product: Any) -> Any:
    """The price that the page has just shown of ``product``; ``None`` where it has shown none."""
    pk, info = getattr(strategy, "_clienti_last", (None, None))  # Not every strategy comes from our selector.
    return info.price if info is not None and pk == product.pk and info.price.exists else None


class BuyersPrices:
    """Mixed into the class of whichever strategy the shop uses.

    The outermost of the three questions is answered in full: a strategy asks itself for the product of a line.
    """

    _clienti_request: Any
    _clienti_user: Any
    _clienti_depth: int
    _clienti_decisions: dict[Any, tuple[Any, bool]]
    # The last answer: what stands beside a price on the page doesn't ask again.
    _clienti_last: tuple[Any, Any]

    def fetch_for_product(self, product: Any, *args: Any, **kwargs: Any) -> Any:
        info = self._clienti_own(super().fetch_for_product, product, *args, **kwargs)  # type: ignore[misc]
        settled = self._clienti_settled(product, info, self._clienti_asker)
        self._clienti_last = (product.pk, settled)
        return settled

    def fetch_for_parent(self, product: Any, *args: Any, **kwargs: Any) -> Any:
        info = self._clienti_own(super().fetch_for_parent, product, *args, **kwargs)  # type: ignore[misc]
        return self._clienti_settled(product, info, self._clienti_asker)

    def fetch_for_line(self, line: Any, *args: Any, **kwargs: Any) -> Any:
        info = self._clienti_own(super().fetch_for_line, line, *args, **kwargs)  # type: ignore[misc]
        return self._clienti_settled(line.product, info, buyer_of(line.basket, self._clienti_asker))

    def _clienti_own(self, question: Any, *args: Any, **kwargs: Any) -> Any:
        """What the strategy itself answers; a page asks some sixty times, so this is no context manager."""
        self._clienti_depth += 1
        try:
            return question(*args, **kwargs)
        finally:
            self._clienti_depth -= 1

    @property
    def _clienti_asker(self) -> Any:
        return self._clienti_user or getattr(self._clienti_request, "user", None)

    def _clienti_settled(self, product: Any, info: Any, buyer: Any) -> Any:
        if self._clienti_depth or not info.price.exists:
            return info
        rules, is_exempt = self._clienti_terms(buyer)
        price = info.price if rules is None else self._clienti_listed(product, info, rules)
        if is_exempt:
            price = untaxed(price)
        return info if price is info.price else info._replace(price=price)

    def _clienti_terms(self, buyer: Any) -> tuple[Any, bool]:
        """The buyer's price lists, or ``None``, and whether they pay no taxes.

        Asked once for each buyer: a request, and so this strategy, lasts a moment.
        """
        key = getattr(buyer, "pk", None)
        if key not in self._clienti_decisions:
            from ..services import buyers
            from ..services.taxes import policy

            exempt = policy.decide(buyer, self._clienti_request).exempt
            self._clienti_decisions[key] = (buyers.price_rules(buyer), exempt)
        return self._clienti_decisions[key]

    def _clienti_listed(self, product: Any, info: Any, rules: Any) -> Any:
        """The price by the price lists of the buyer's group, worked out by the shop's own strategy where it can."""
        shown, record = (product, info.stockrecord) if info.stockrecord else _shown_by(self, product)
        kept, own = own_price(info.price, record)
        if record is not None and own == record.price:
            winner = rules.lowest(shown, own, info.price.currency)
            if winner is None:
                return info.price
            if hasattr(self, "pricing_policy"):
                price = self.pricing_policy(product, _priced(record, winner.price))
                if getattr(price, kept) == winner.price:
                    return price
            return scaled(info.price, winner.price / own)
        piece = self._clienti_piece(shown, record, info.price, own)
        winner = rules.lowest(shown, piece, info.price.currency)
        return scaled(info.price, winner.price / piece) if winner else info.price

    def _clienti_piece(self, product: Any, record: Any, price: Any, own: Decimal) -> Decimal:
        """What a price list is compared with, in the product's terms. A line may cost more than its product, for an
        engraving say: the list speaks of the product alone. One that costs less is taken as it is."""
        plain = own_info(self, product).price
        if not plain.exists:
            return own
        side, piece = own_price(plain, record)
        return min(piece, price.incl_tax if side == "incl_tax" and price.is_tax_known else price.excl_tax)


def own_price(price: Any, record: Any) -> tuple[str, Decimal]:
    """Which side of ``price`` the shop keeps in its stock record, and how much it is."""
    keeps_gross = record is not None and price.is_tax_known and record.price == price.incl_tax != price.excl_tax
    return ("incl_tax", price.incl_tax) if keeps_gross else ("excl_tax", price.excl_tax)


def _shown_by(strategy: Any, product: Any) -> tuple[Any, Any]:
    """The variant by which a product with variants is shown, and its stock record, as Oscar's strategies choose it."""
    if not product.is_parent or not hasattr(strategy, "select_children_stockrecords"):
        return product, None
    children = strategy.select_children_stockrecords(product)
    return next(((child, record) for child, record in children if record), (product, None))


def _priced(record: Any, price: Decimal) -> Any:
    """A copy to be asked about, never to be saved."""
    asked = copy(record)
    asked.price = price
    return asked


@cache
def _buyers_class(theirs: Any) -> type:
    return type(theirs.__name__, (BuyersPrices, theirs), {"__module__": theirs.__module__, "__doc__": theirs.__doc__})
