"""Whoever buys, with all that their prices depend on: group, price lists, exemption."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ..models import Customer, OfferAudience, PriceList
from .price_lists import PriceRules


def of(user: Any) -> Customer | None:
    """Return the customer behind ``user``; ``None`` for visitors, and where there is no row yet.

    One question for each user object: the answer stays on it, which a request makes anew.
    """
    if not getattr(user, "is_authenticated", False):
        return None
    if not hasattr(user, "_clienti_buyer"):
        try:
            user._clienti_buyer = _people(timezone.localdate()).get(pk=user.pk)
        except Customer.DoesNotExist:
            user._clienti_buyer = None
    return user._clienti_buyer


def price_rules(user: Any) -> PriceRules | None:
    """Return the price lists of the buyer's group, read once for each user object; ``None`` where there are none."""
    buyer = of(user)
    group = buyer.current_group if buyer else None
    if buyer is None or group is None or not buyer.__dict__["has_price_lists"]:
        return None
    if "_clienti_price_rules" not in buyer.__dict__:
        buyer.__dict__["_clienti_price_rules"] = PriceRules.of_group(group.pk, timezone.localdate())
    return buyer.__dict__["_clienti_price_rules"]


def share_price_rules(user: Any, known: dict[int, PriceRules | None]) -> None:
    """Give the buyer the lists in ``known``, by group, or keep there what is read for them."""
    buyer = of(user)
    group = buyer.current_group if buyer else None
    if buyer is None or group is None:
        return
    if group.pk in known:
        buyer.__dict__["_clienti_price_rules"] = known[group.pk]
    else:
        known[group.pk] = price_rules(user)


def forget(user: Any) -> None:
    """Ask anew the next time: something of what the prices depend on was changed under this very object."""
    if hasattr(user, "_clienti_buyer"):
        # Not through __dict__: a request's user is a proxy with one of its own.
        del user._clienti_buyer


@lru_cache(maxsize=1)
def _people(today: date) -> QuerySet[Customer]:
    """The question of every page, put together once a day: that takes as long as everything else about it."""
    has = {"has_price_lists": Exists(_price_lists(today)), "has_offers": Exists(_offers())}
    return Customer.objects.select_related("group", "exemption").annotate(**has)


def _offers() -> Any:
    """Those that are limited to the group of the outer row, whichever their days."""
    return OfferAudience.objects.filter(group=OuterRef("group"))


def _price_lists(today: date) -> Any:
    """Those in force today of the group of the outer row."""
    began = Q(starts_on=None) | Q(starts_on__lte=today)
    goes_on = Q(ends_on=None) | Q(ends_on__gte=today)
    return PriceList.objects.filter(began, goes_on, group=OuterRef("group"), is_active=True)
