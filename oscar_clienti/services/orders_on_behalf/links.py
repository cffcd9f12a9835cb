"""A mailed link that fills the customer's basket with what the shop has put together, to be paid as usual."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.basket.signals import voucher_addition
from oscar.core.loading import get_model

from ... import conf, signals
from ...models import Customer, StaffOrder
from .. import activity, letters, tokens
from .acts import SEND
from .drafts import changed, claim, hold, require_active, touch
from .quoting import opened

logger = logging.getLogger("oscar_clienti.orders_on_behalf")


@dataclass
class Taken:
    """What became of the lines; ``again`` when the basket had them already."""

    again: bool = False
    left_out: list[str] = field(default_factory=list)


def send_link(draft: StaffOrder, *, by: Any, version: int | None = None) -> str:
    """Mail the customer a link to the draft; an older link opens nothing any more. Needs ``send_order_links``.

    The draft may still be changed: the link shows it as it is when it is opened. What the customer took into a basket
    already may be sent again, and taken again; whichever of both they order ends it. Returns the address it went to.
    ``version`` says what was shown: a second click finds the link sent and sends none. Raises ``PermissionDenied``,
    ``ValidationError`` when the draft changed, there is nothing in it, no address, or no mail server.
    """
    token = tokens.new_token()
    with transaction.atomic():
        current = hold(draft, by=by, right=SEND, states=StaffOrder.GOING)
        require_active(current.customer)  # type: ignore[arg-type]
        email = current.customer.user.email  # type: ignore[union-attr]
        if not email:
            raise ValidationError(_("This customer has no e-mail address."), code="no_address")
        if version is not None and version != current.version:
            if _was_just_sent(current, since=version):
                return str(email)
            raise changed()
        if opened(current).basket.is_empty:
            raise ValidationError(_("Choose at least one product."), code="empty")
        expires = timezone.now() + _lifetime()
        fields = {
            "state": StaffOrder.State.LINK_SENT,
            "token_hash": tokens.hash_token(token),
            "link_expires_at": expires,
        }
        current = touch(current, by=by, **fields)
        activity.record(current.customer, "order.link_sent", by=by, facts={"draft": current.pk})
        signals.order_link_sent.send(sender=StaffOrder, draft=current, customer=current.customer, by=by)
        _mail(current, token, email)
    return str(email)


def _lifetime() -> timedelta:
    return timedelta(days=conf.get("ORDER_LINK_DAYS"))


def _was_just_sent(draft: StaffOrder, *, since: int) -> bool:
    """Nothing but sending has happened since that version, and that was a moment ago."""
    if draft.state != StaffOrder.State.LINK_SENT or draft.version != since + 1 or draft.link_expires_at is None:
        return False
    return timezone.now() - (draft.link_expires_at - _lifetime()) < timedelta(minutes=1)


def find(token: str) -> StaffOrder | None:
    """The draft that this link opens now, with its customer and their user; ``None`` for links that open nothing."""
    found = StaffOrder.objects.filter(token_hash=tokens.hash_token(token)).select_related("customer__user").first()
    if found is None or found.basket_id is None or found.customer is None or not found.customer.is_reachable:
        return None
    if not found.customer.user.is_active:
        return None
    if found.state == StaffOrder.State.IN_BASKET:
        return found
    late = found.link_expires_at is None or found.link_expires_at < timezone.now()
    return None if late or found.state != StaffOrder.State.LINK_SENT else found


def take(draft: StaffOrder, *, by: Any, basket: Any, version: int) -> Taken:
    """Put the lines of ``draft`` into ``basket``, the customer's own, at the prices of the normal checkout; once.

    ``basket`` has its strategy. What can't be bought any more is left out and named. Raises ``PermissionDenied`` for
    everybody but the customer, ``ValidationError`` when the draft changed since it was shown, or when none of it can be
    bought: the link stays good then.
    """
    if by is None or by.pk != draft.customer_id:
        raise PermissionDenied(_("This order was prepared for somebody else."))
    with transaction.atomic():
        current = hold(draft, by=None, states=(StaffOrder.State.LINK_SENT, StaffOrder.State.IN_BASKET))
        if current.state == StaffOrder.State.IN_BASKET:
            return Taken(again=True)
        if current.version != version:
            raise changed()
        claim(current, states=[StaffOrder.State.LINK_SENT], version=version, to=StaffOrder.State.IN_BASKET)
        taken = Taken(left_out=_fill(basket, current, by))
        current.taken_into = basket
        current.save(update_fields=["taken_into"])
        activity.record(current.customer, "order.link_used", by=by, facts={"draft": current.pk})
    return taken


def is_in_basket(draft: StaffOrder) -> bool:
    """Whether anything of what the customer took is still there to be ordered."""
    Basket = get_model("basket", "Basket")
    theirs = {"basket__owner": draft.customer_id, "basket__status__in": (Basket.OPEN, Basket.SAVED, Basket.FROZEN)}
    return get_model("basket", "Line").objects.filter(product__in=_products(draft), **theirs).exists()


def bought(order: Any) -> None:
    """Look whether ``order`` is one that the shop had put together. Never raises: no checkout may fail for it."""
    try:
        with transaction.atomic():
            _settle(order)
    except Exception as error:
        logger.error("Order %s: it is not known who prepared it (%s).", order.number, type(error).__name__)


def _settle(order: Any) -> None:
    """A basket may hold what was prepared in several drafts; the order names the newest of them."""
    if order.user_id is None or order.basket_id is None:
        return
    # Also one whose link was sent again meanwhile: else the same would be bought twice.
    states = (StaffOrder.State.IN_BASKET, StaffOrder.State.LINK_SENT)
    drafts = StaffOrder.objects.filter(state__in=states, taken_into=order.basket_id)
    if not drafts.exists():
        return
    # Staff may be placing that one in this moment.
    list(Customer.objects.select_for_update().filter(pk=order.user_id).values_list("pk"))
    # Whoever emptied the basket and bought something else didn't buy what was prepared.
    bought = [
        draft
        for draft in drafts.select_for_update().filter(customer=order.user_id).order_by("-pk")
        if order.lines.filter(product__in=_products(draft)).exists()
    ]
    for draft in bought:
        _end(draft, order, is_named=draft is bought[0])


def _end(draft: StaffOrder, order: Any, *, is_named: bool) -> None:
    draft.state, draft.order, draft.order_number = (
        StaffOrder.State.PAID_BY_LINK,
        order if is_named else None,
        order.number,
    )
    draft.token_hash, draft.changed_at = None, timezone.now()
    draft.save(update_fields=["state", "order", "order_number", "token_hash", "changed_at"])
    if draft.note:
        order.notes.create(user=draft.by, message=draft.note)
    facts = {"order": order.number, "prepared_by": draft.by_name}
    activity.record(draft.customer, "order.link_bought", by=order.user, facts=facts)


def _products(draft: StaffOrder) -> list[int]:
    return list(get_model("basket", "Line").objects.filter(basket=draft.basket_id).values_list("product", flat=True))


def _fill(basket: Any, draft: StaffOrder, user: Any) -> list[str]:
    prepared: Any = draft.basket
    lines = list(prepared.lines.select_related("product", "stockrecord").order_by("pk"))
    left_out = [line.product.get_title() for line in lines if not _add(basket, line)]
    if len(left_out) == len(lines):
        words = _("None of these can be bought at the moment: %(products)s.") % {"products": ", ".join(left_out)}
        raise ValidationError(words if lines else _("There is nothing in this order."), code="unavailable")
    for voucher in prepared.vouchers.all():
        if voucher.is_active() and voucher.is_available_to_user(user=user)[0]:
            _let_count(voucher, basket)
    return left_out


def _let_count(voucher: Any, basket: Any) -> None:
    """As the shop's own basket page does: a code that is taken out there is counted back, never below zero."""
    if not basket.contains_voucher(voucher.code):
        basket.vouchers.add(voucher)
        voucher_addition.send(sender=StaffOrder, basket=basket, voucher=voucher)


def _add(basket: Any, line: Any) -> bool:
    info = basket.strategy.fetch_for_product(line.product)
    wanted = basket.product_quantity(line.product) + line.quantity
    if not line.product.is_public or not info.price.exists or not basket.is_quantity_allowed(line.quantity)[0]:
        return False
    if not info.availability.is_purchase_permitted(wanted)[0]:
        return False
    options = [{"option": one.option, "value": one.value} for one in line.attributes.select_related("option")]
    try:
        basket.add_product(line.product, line.quantity, options)
    except ValueError:  # Such as another currency than what is in it.
        return False
    return True


def _mail(draft: StaffOrder, token: str, email: str) -> None:
    with letters.speaking(letters.language_for(draft.customer)):
        address = letters.absolute(reverse("customer:prepared-order", args=[token]))
    context = {"order_url": address, "until": draft.link_expires_at}
    with letters.or_say_so():
        letters.send("order_link", to=email, customer=draft.customer, context=context)
