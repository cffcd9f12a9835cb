"""Offers that are limited to customer groups, in the shop: who gets them, and who may look at their pages.

The owner of the basket decides, never who happens to be signed in. Oscar asks for these classes before the models are
loaded, hence the imports inside.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from oscar.core.loading import get_class

from . import discounts
from .buyers import buyer_of


@dataclass
class _Search:
    """Whose offers are looked for, and which of them have been asked for their groups: Oscar looks piece by piece."""

    buyer: Any
    asked: set[int] = field(default_factory=set)


_search: ContextVar[_Search | None] = ContextVar("search", default=None)


class AudienceMixin:
    """Mixed into Oscar's ``Applicator``: user offers of the buyer's group come in, offers of other groups stay out.

    What is taken off for somebody exempt is brought to whole cents.
    """

    def apply_offers(self, basket: Any, offers: Any) -> None:
        super().apply_offers(basket, offers)  # type: ignore[misc]
        discounts.settle(basket)

    def get_offers(self, basket: Any, user: Any = None, request: Any = None) -> list[Any]:
        search = _Search(buyer_of(basket, user))
        token = _search.set(search)
        try:
            found = super().get_offers(basket, user, request)  # type: ignore[misc]
            # What a store's own applicator adds to the pieces below.
            strangers = [o for o in found if o.pk not in search.asked and not hasattr(o, "clienti_asked")]
            refused = {o.pk for o in strangers} - {o.pk for o in _allowed(strangers)}
        finally:
            _search.reset(token)
        return [offer for offer in found if offer.pk not in refused]

    def get_site_offers(self) -> Any:
        return _allowed(super().get_site_offers())  # type: ignore[misc]

    def get_basket_offers(self, basket: Any, user: Any) -> Any:
        return _allowed(super().get_basket_offers(basket, user))  # type: ignore[misc]

    def get_session_offers(self, request: Any) -> Any:
        return _allowed(super().get_session_offers(request))  # type: ignore[misc]

    def get_user_offers(self, user: Any) -> list[Any]:
        search = _search.get() or _Search(user)
        theirs = _allowed(super().get_user_offers(user), search)  # type: ignore[misc]
        mine = _of_buyer(search.buyer)
        search.asked.update(offer.pk for offer in mine)
        return list({offer.pk: offer for offer in [*mine, *theirs]}.values())


def on_a_piece(user: Any, product: Any, price: Any) -> Any:
    """Return what one piece at ``price`` costs ``user`` with the discount of their group; ``None`` without one."""
    from ..services import offers

    shown = price.incl_tax if price.is_tax_known else price.excl_tax
    return offers.on_a_piece(_of_buyer(user), product, shown, lambda: _of_everybody(user))


class VoucherAddMixin:
    """Mixed into the basket page's view that takes a code: the code is looked at before the offers that it may beat.

    Oscar works all out a second time with what the first time took off still standing; a group's discount on everything
    would leave nothing for any code.
    """

    def apply_voucher_to_basket(self, voucher: Any) -> None:
        self.request.basket.reset_offer_applications()  # type: ignore[attr-defined]
        super().apply_voucher_to_basket(voucher)  # type: ignore[misc]


class OfferListMixin:
    """Mixed into the shop's page of all offers: members see those of their group first, others don't see them."""

    def get_queryset(self) -> Any:
        from ..services import groups, offers

        user = self.request.user  # type: ignore[attr-defined]
        found, mine = offers.for_group(super().get_queryset(), groups.of(user)), _of_buyer(user)  # type: ignore[misc]
        return [*mine, *found] if mine else found


class OfferPageMixin:
    """Mixed into the shop's page of one offer: for others than its groups there is no such page.

    Staff who may look at offers in the dashboard find the page from there.
    """

    def get_queryset(self) -> Any:
        # Oscar has found the offer by now, and nothing else.
        if not _may_look(self.request.user, self.offer):  # type: ignore[attr-defined]
            raise Http404
        return super().get_queryset()  # type: ignore[misc]


def _of_buyer(user: Any) -> list[Any]:
    """The offers of the buyer's group, asked for once a page: the basket and the product's own price need them."""
    from ..services import buyers, offers

    buyer = buyers.of(user)
    if buyer is None or buyer.current_group is None or not buyer.__dict__["has_offers"]:
        return []
    if "_clienti_offers" not in buyer.__dict__:
        buyer.__dict__["_clienti_offers"] = list(offers.of_group(buyer.current_group))
    return buyer.__dict__["_clienti_offers"]


def _of_everybody(user: Any) -> list[Any]:
    """The offers that the shop makes besides, asked for once a page, and only for who has offers of their group."""
    from ..services import buyers

    buyer = buyers.of(user)
    if "_clienti_site_offers" not in buyer.__dict__:
        # With those that are limited to the buyer's own group.
        token = _search.set(_Search(user))
        try:
            found = list(get_class("offer.applicator", "Applicator")().get_site_offers())
        finally:
            _search.reset(token)
        buyer.__dict__["_clienti_site_offers"] = found
    return buyer.__dict__["_clienti_site_offers"]


def _allowed(found: Any, search: _Search | None = None) -> Any:
    """What is left of ``found`` for the buyer; for nobody's group where no buyer is known."""
    from ..services import groups, offers

    search = search or _search.get() or _Search(None)
    left = offers.for_group(found, groups.of(search.buyer))
    if isinstance(left, list):
        search.asked.update(offer.pk for offer in left)
    return left


def _may_look(user: Any, offer: Any) -> bool:
    from ..services import groups, offers

    if user.is_staff and user.has_perm("offer.view_conditionaloffer"):
        return True
    return bool(offers.for_group([offer], groups.of(user)))
