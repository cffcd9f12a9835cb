"""Other prices, made of any price class that a shop may have: without taxes, or in another proportion."""

from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

CENT = Decimal("0.01")


def untaxed(price: Any) -> Any:
    """Return ``price`` as somebody exempt pays it: the net, in whole cents, and a tax of exactly 0.00.

    Nobody puts a tax back: what a shop assigns later in its checkout is let pass without effect.
    """
    # Read before anything changes: a class may work the net out from the gross.
    net = Decimal(price.excl_tax).quantize(CENT, ROUND_HALF_UP)
    return _held(price, excl_tax=net, incl_tax=net, tax=Decimal("0.00"), tax_code=None, is_tax_known=True)


def is_untaxed(price: Any) -> bool:
    """Is it one that ``untaxed`` made?"""
    return "tax_code" in getattr(price, "__dict__", {}).get("_clienti_values", ())


def scaled(price: Any, factor: Decimal) -> Any:
    """Return ``price`` so many times as high. As long as its tax is not known, a shop may still assign it."""
    net = _like(price.excl_tax * factor, price.excl_tax)
    if not price.is_tax_known:
        return _held(price, excl_tax=net)
    gross = _like(price.incl_tax * factor, price.incl_tax)
    return _held(price, excl_tax=net, incl_tax=gross, tax=gross - net)


def _like(value: Decimal, pattern: Decimal) -> Decimal:
    """Rounded to as many places as ``pattern`` has, but to cents at least."""
    return value.quantize(Decimal(1).scaleb(min(int(pattern.as_tuple().exponent), -2)), ROUND_HALF_UP)


def _held(price: Any, **values: Any) -> Any:
    """A copy of ``price`` with these values, whatever its class works out, and whatever is assigned to it."""
    changed = copy(price)
    changed.__class__ = _holding_class(price.__class__, tuple(values))
    changed.__dict__["_clienti_values"] = {**changed.__dict__.get("_clienti_values", {}), **values}
    return changed


@cache
def _holding_class(theirs: Any, names: tuple[str, ...]) -> type:
    own = {name: _holding(name) for name in names}
    return type(theirs.__name__, (theirs,), {"__module__": theirs.__module__, "__doc__": theirs.__doc__, **own})


def _holding(name: str) -> property:
    return property(lambda price: price.__dict__["_clienti_values"][name], lambda price, value: None)
