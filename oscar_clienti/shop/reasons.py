"""Why somebody pays what they pay for a product: told in sentences, worked out by the shop's own classes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model
from oscar.templatetags.currency_filters import currency

from ..services import baskets, buyers
from ..services.taxes import decide
from .pricing import own_info, own_price

# So much of a product is looked at, at most.
MOST = 9999


@dataclass(frozen=True)
class Story:
    """``total`` for ``quantity`` pieces, as the basket would say it; ``None`` where the product has no price."""

    total: Decimal | None
    sentences: list[str]


def why(user_id: int, product: Any, quantity: int = 1) -> Story:
    """Say what this user pays for ``quantity`` pieces of ``product`` today, without vouchers, and why.

    A basket is filled for it and taken back: nothing stays in the database.
    """
    user = get_user_model()._default_manager.get(pk=user_id)
    strategy = baskets.strategy_for(user)
    info = own_info(strategy, product)
    if not info.price.exists or info.stockrecord is None:
        return Story(None, [_("This product has no price.")])
    with transaction.atomic():
        basket = _filled(user, strategy, product, min(max(quantity, 1), MOST))
        line = basket.all_lines()[0]
        total = basket.total_incl_tax if basket.is_tax_known else basket.total_excl_tax
        sentences = [*_listed(user, product, info), *_offers(user, basket), *_taxes(user, line), _sum(line, total)]
        transaction.set_rollback(True)
    return Story(total, sentences)


def _filled(user: Any, strategy: Any, product: Any, quantity: int) -> Any:
    """A basket beside the customer's own, with nothing but this product in it, and the offers applied."""
    Basket = get_model("basket", "Basket")
    basket = Basket.objects.create(owner=user, status=Basket.SAVED)
    basket.strategy = strategy
    basket.add_product(product, quantity)
    get_class("offer.applicator", "Applicator")().apply(basket, user)
    return basket


def _listed(user: Any, product: Any, info: Any) -> Iterator[str]:
    """The list price, and what the price lists of the group make of it."""
    price = info.price
    shown = price.incl_tax if price.is_tax_known else price.excl_tax
    yield _("The list price is %(price)s.") % {"price": _money(shown, price)}
    buyer, rules = buyers.of(user), buyers.price_rules(user)
    group = buyer.current_group if buyer else None
    if group is None:
        yield _("The customer is in no group, so no price list counts.")
        return
    _side, own = own_price(price, info.stockrecord)
    candidates = rules.candidates(product, own, price.currency) if rules else []
    winner = rules.lowest(product, own, price.currency) if rules else None
    for one in candidates:
        words = {"list": one.list_name, "group": group.name, "price": _money(one.price, price)}
        if winner is not None and one.line_id == winner.line_id:
            yield (
                _("The price list “%(list)s” of the group “%(group)s” says %(price)s: the lowest price counts.") % words
            )
        else:
            yield _("The price list “%(list)s” of the group “%(group)s” says %(price)s; it doesn't count.") % words
    if not candidates:
        yield _("No price list of the group “%(group)s” names this product.") % {"group": group.name}


def _offers(user: Any, basket: Any) -> Iterator[str]:
    """What each offer takes off, and which of those that might have doesn't."""
    applied = {application["offer"].pk: application for application in basket.offer_applications}
    for offer in get_class("offer.applicator", "Applicator")().get_offers(basket, user):
        words = {"offer": offer.name}
        if offer.pk not in applied:
            yield _("The offer “%(offer)s” takes nothing off: it doesn't fit, or another one excludes it.") % words
        elif applied[offer.pk]["result"].affects_shipping:
            yield _("The offer “%(offer)s” makes the shipping cheaper.") % words
        else:
            money = _money(applied[offer.pk]["discount"], basket)
            yield _("The offer “%(offer)s” takes %(money)s off.") % {**words, "money": money}


def _taxes(user: Any, line: Any) -> Iterator[str]:
    decision = decide(user)
    price = line.purchase_info.price
    if decision.exempt:
        yield _("No taxes: %(reason)s") % {"reason": decision.reason}
    elif not price.is_tax_known:
        yield _("Taxes are worked out in the checkout.")
    else:
        yield _("Taxes of %(tax)s each are included.") % {"tax": _money(price.tax, price)}


def _sum(line: Any, total: Decimal) -> str:
    price = line.purchase_info.price
    unit = price.incl_tax if price.is_tax_known else price.excl_tax
    words = {"quantity": line.quantity, "unit": _money(unit, price), "total": _money(total, price)}
    return _("%(quantity)s × %(unit)s comes to %(total)s in the basket, offers taken off.") % words


def _money(amount: Decimal, of: Any) -> str:
    return currency(amount, of.currency)
