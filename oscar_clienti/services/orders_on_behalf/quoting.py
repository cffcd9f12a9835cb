"""What an order would cost the customer: worked out by the shop's own checkout, with the customer as the one who buys.

A request that no browser sent stands in for hers: its user is the customer, its session holds what was chosen in the
draft. So group, exemption, price lists and offers count as in her own checkout, and nothing of the staff's does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sites.models import Site
from django.http import HttpRequest
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model

from ...models import StaffOrder
from .drafts import gone


@dataclass(frozen=True)
class Item:
    """A line as it is shown; ``problem`` says why it can't be ordered so."""

    line: Any
    unit: Decimal | None
    total: Decimal | None
    before: Decimal | None
    problem: str


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
    items = list(_items(basket, till.request.strategy))
    problems = list(_problems(till, items, methods, submission))
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


def _items(basket: Any, strategy: Any) -> Iterator[Item]:
    ordered: dict[Any, int] = {}
    for line in basket.all_lines():
        ordered[line.stockrecord_id] = ordered.get(line.stockrecord_id, 0) + line.quantity
    for line in basket.all_lines():
        info = strategy.fetch_for_line(line)
        allowed, reason = info.availability.is_purchase_permitted(ordered[line.stockrecord_id])
        if not line.product.is_public or not info.price.exists:
            allowed, reason = False, _("This product can't be bought any more.")
        if not info.price.exists:
            yield Item(line, None, None, None, str(reason))
            continue
        known = line.is_tax_known
        unit = line.unit_price_incl_tax if known else line.unit_price_excl_tax
        total = line.line_price_incl_tax_incl_discounts if known else line.line_price_excl_tax_incl_discounts
        before = line.line_price_incl_tax if known else line.line_price_excl_tax
        yield Item(line, unit, total, before if before != total else None, "" if allowed else str(reason))


def _problems(
    till: Any, items: list[Item], methods: list[tuple[Any, Any]], submission: dict[str, Any]
) -> Iterator[str]:
    if not items:
        yield _("Choose at least one product.")
        return
    for item in items:
        if item.problem:
            yield _("%(product)s: %(reason)s") % {"product": item.line.product.get_title(), "reason": item.problem}
    if submission:
        yield from _idle_codes(till.basket)
    if till.basket.is_shipping_required() and till.get_shipping_address(till.basket) is None:
        yield _("Choose where it goes.")
    if submission and submission["shipping_method"] is None:
        if methods:
            yield _("The way of shipping that was chosen isn't to be had for this address: choose another.")
        else:
            yield _("Nothing can be sent to this address: there is no way of shipping.")
    elif submission and not submission["order_total"].is_tax_known:
        yield _(
            "The taxes of this order are worked out in the checkout alone: it can't be placed here. "
            "Send the customer a link instead."
        )
    if not till.request.user.is_active:
        yield _("This customer is deactivated: activate the account first.")


def _idle_codes(basket: Any) -> Iterator[str]:
    """Once the offers were looked for: Oscar would write the code down as used up, with nothing taken off for it.

    What takes something off shipping, or does something after the order, is among the applications too.
    """
    counting = [application["voucher"] for application in basket.offer_applications]
    for voucher in basket.vouchers.all():
        if voucher not in counting:
            yield _("The code “%(code)s” takes nothing off any more: take it out.") % {"code": voucher.code}


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
