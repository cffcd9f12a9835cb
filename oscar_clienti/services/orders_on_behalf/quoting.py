"""What an order would cost the customer: worked out by the shop's own checkout, with the customer as the one who buys.

A request that no browser sent stands in for hers: its user is the customer, its session holds what was chosen in the
draft. So group, exemption, price lists and offers count as in her own checkout, and nothing of the staff's does.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sites.models import Site
from django.http import HttpRequest
from oscar.core.loading import get_class, get_model

from ...models import StaffOrder
from .drafts import gone
from .problems import Item, items_of, problems_of


@dataclass(frozen=True)
class Quote:
    """``total`` is ``None`` while there is nothing to add up; ``problems`` are what stands in the way of ordering.

    ``seal`` is another text as soon as anything that the reader was shown is another.
    """

    till: Any
    items: list[Item]
    methods: list[tuple[Any, Any]]
    submission: dict[str, Any]
    problems: list[str]
    seal: str

    @property
    def basket(self) -> Any:
        return self.till.basket

    @property
    def total(self) -> Any:
        return self.submission.get("order_total")

    @property
    def is_tax_known(self) -> bool:
        return self.total is not None and self.total.is_tax_known

    @property
    def due(self) -> Decimal | None:
        """What is to be paid; without taxes as long as these are not known."""
        if self.total is None:
            return None
        return self.total.incl_tax if self.is_tax_known else self.total.excl_tax

    @property
    def tax(self) -> Decimal | None:
        return self.total.tax if self.is_tax_known else None

    @property
    def charge(self) -> Decimal | None:
        return _shown(self.submission.get("shipping_charge"))

    @property
    def surcharges(self) -> list[tuple[str, Decimal | None]]:
        return [(str(one.surcharge.name), _shown(one.price)) for one in self.submission.get("surcharges") or ()]

    @property
    def discounts(self) -> list[tuple[str, Decimal]]:
        """What offers and codes take off the goods; shipping is shown with its offer taken off."""
        return [(one["name"], one["discount"]) for one in self.basket.offer_applications if one["discount"]]

    @property
    def currency(self) -> str:
        return self.basket.currency


def opened(draft: StaffOrder) -> Any:
    """The shop's checkout with the draft's basket in it, priced for the customer; no offers yet.

    The basket must not be saved while it is open: in the database it is nobody's. Raises ``ValidationError`` (``gone``)
    where a cleaning of old baskets has taken it.
    """
    if draft.basket_id is None:
        raise gone()
    user = draft.customer.user  # type: ignore[union-attr]
    request: Any = HttpRequest()
    request.method = "GET"
    request.META.update(SERVER_NAME=Site.objects.get_current().domain, SERVER_PORT="80")
    request.user, request.session = user, SessionBase()
    basket = get_model("basket", "Basket").objects.get(pk=draft.basket_id)
    basket.owner = user
    request.basket = basket
    till = _till_class()()
    till.request, till.basket = request, basket
    till.checkout_session = get_class("checkout.utils", "CheckoutSessionData")(request)
    # Before anybody asks for prices: some shops have other ones for other addresses.
    _choose(till.checkout_session, draft)
    request.strategy = get_class("partner.strategy", "Selector")().strategy(request=request, user=user)
    basket.strategy = request.strategy
    return till


def apply_offers(till: Any) -> None:
    till.basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(till.basket, till.request.user, till.request)


def quote(draft: StaffOrder) -> Quote:
    """Work out what ``draft`` would cost now. Changes nothing."""
    till = opened(draft)
    basket = till.basket
    sellable = all(line.purchase_info.price.exists for line in basket.all_lines())
    methods: list[tuple[Any, Any]] = []
    submission: dict[str, Any] = {}
    if not basket.is_empty and sellable:
        get_class("offer.applicator", "Applicator")().apply(basket, till.request.user, till.request)
        methods = _methods(till)
        _choose_method(till, draft, methods)
        submission = till.build_submission()
    items = list(items_of(basket, till.request.strategy))
    problems = list(problems_of(till, items, methods, submission))
    return Quote(till, items, methods, submission, problems, _seal(items, submission))


@cache
def _till_class() -> Any:
    # Asked for late: Oscar's checkout needs the models.
    return type("Till", (get_class("checkout.mixins", "OrderPlacementMixin"),), {"__module__": __name__})


def _choose(data: Any, draft: StaffOrder) -> None:
    if draft.address_id and draft.address is not None:
        data.ship_to_user_address(draft.address)
    elif draft.new_address:
        fields = dict(draft.new_address)
        if "phone_number" in fields:
            # Oscar writes it as text itself.
            fields["phone_number"] = get_model("order", "ShippingAddress")(**fields).phone_number
        data.ship_to_new_address(fields)
    if draft.shipping_code:
        data.use_shipping_method(draft.shipping_code)
    basket = data.request.basket
    if not basket.is_empty and not basket.is_shipping_required():
        # Before the first price is asked for: of what isn't sent, no address decides the taxes.
        data.use_shipping_method(get_class("shipping.methods", "NoShippingRequired")().code)


def _methods(till: Any) -> list[tuple[Any, Any]]:
    """What there is to choose from, each with its charge."""
    address = till.get_shipping_address(till.basket)
    found = get_class("shipping.repository", "Repository")().get_shipping_methods(
        basket=till.basket, user=till.request.user, shipping_addr=address, request=till.request
    )
    return [(method, _shown(method.calculate(till.basket))) for method in found]


def _choose_method(till: Any, draft: StaffOrder, methods: list[tuple[Any, Any]]) -> None:
    """The first one, as Oscar's basket page shows it, until one is chosen: that one is swapped for no other."""
    if draft.shipping_code and till.basket.is_shipping_required():
        return
    codes = [method.code for method, _charge in methods]
    if codes and draft.shipping_code not in codes:
        till.checkout_session.use_shipping_method(codes[0])


def _seal(items: list[Item], submission: dict[str, Any]) -> str:
    address, total = submission.get("shipping_address"), submission.get("order_total")
    method = submission.get("shipping_method")
    shown = [
        *(f"{item.line.pk} {item.line.product_id} {item.line.quantity} {item.unit} {item.total}" for item in items),
        *(address.active_address_fields() if address else ()),
        f"{getattr(method, 'code', '')} {_shown(submission.get('shipping_charge'))}",
        f"{total.excl_tax} {total.is_tax_known and total.incl_tax} {total.currency}" if total else "",
    ]
    return sha256("\n".join(map(str, shown)).encode()).hexdigest()


def _shown(price: Any) -> Decimal | None:
    if price is None:
        return None
    return price.incl_tax if price.is_tax_known else price.excl_tax
