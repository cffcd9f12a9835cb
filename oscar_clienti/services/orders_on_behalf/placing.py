"""Placing an order for a customer: by the shop's own checkout, once, at the price that was shown."""

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model

from ... import signals
from ...models import StaffOrder
from .. import activity, buyers, editing, letters, rights
from .drafts import changed, claim, hold, require_active
from .quoting import Quote, quote

logger = logging.getLogger("oscar_clienti.orders_on_behalf")


def place(
    draft: StaffOrder,
    *,
    by: Any,
    version: int,
    seal: str,
    payment: str,
    reference: str = "",
    received: bool = False,
    status: str = "",
    confirm: bool = True,
) -> Any:
    """Place the order and return it; one that was placed already is returned as it is. Needs ``place_orders``.

    ``version`` and ``seal`` say what was shown: where the draft, a price or an address is another now, nothing is
    placed. ``payment`` names how the money comes, past the shop's checkout; ``received`` says that it is here.
    ``status`` is one of the shop's pipeline; ``confirm`` sends the shop's confirmation when all is safe.

    Raises ``PermissionDenied``, ``ValidationError`` (``changed``, ``gone``, or what stands in the way).
    """
    payment, reference = editing.text(payment)[:128], editing.text(reference)[:255]
    _check(payment, status)
    with transaction.atomic():
        states = (*StaffOrder.EDITABLE, StaffOrder.State.PLACED)
        current = hold(draft, by=by, states=states)
        if current.state == StaffOrder.State.PLACED and current.order is not None:
            return current.order
        require_active(current.customer)  # type: ignore[arg-type]
        claim(current, states=StaffOrder.EDITABLE, version=version, to=StaffOrder.State.PLACED)
        _hold_what_is_counted(quote(current).basket)
        # The offers that were read before they were held may be used up by now.
        buyers.forget(current.customer.user)  # type: ignore[union-attr]
        quoted = quote(current)
        if quoted.problems:
            raise ValidationError(quoted.problems)
        if quoted.seal != seal:
            raise changed()
        # An address that comes into the book with the order is the doing of whoever places it.
        quoted.till.clienti_by = by
        order = _place(current, quoted, payment, reference, received, status)
        _finish(current, order, by)
        if confirm:
            transaction.on_commit(lambda: _confirm(quoted.till, order, current.customer))
        transaction.on_commit(lambda: _announce(quoted.till, order, current.customer))
    return order


def _check(payment: str, status: str) -> None:
    if not payment:
        raise ValidationError({"payment": _("Say how it will be paid.")})
    if status and status not in get_model("order", "Order").all_statuses():
        raise ValidationError({"status": _("The shop has no such status.")})


def _hold_what_is_counted(basket: Any) -> None:
    """Codes, offers, stock: in the order in which Oscar's checkout takes them (order/utils.py, ``OrderCreator``), so
    that neither waits for the other. Of two orders for the last piece the second finds none.
    """
    list(basket.vouchers.select_for_update().values_list("pk"))
    offers = get_model("offer", "ConditionalOffer").objects
    for application in basket.offer_applications:
        list(offers.select_for_update().filter(pk=application["offer"].pk).values_list("pk"))
    held = list(basket.lines.values_list("stockrecord", flat=True))
    records = get_model("partner", "StockRecord").objects.filter(pk__in=held)
    list(records.order_by("pk").select_for_update().values_list("pk"))


def _place(draft: StaffOrder, quoted: Quote, payment: str, reference: str, received: bool, status: str) -> Any:
    till, basket, sold = quoted.till, quoted.basket, quoted.submission
    total = sold["order_total"]
    number = till.generate_order_number(basket)
    # From here on it is the customer's: frozen, it meets none of their own.
    basket.freeze()
    till.add_payment_source(_source(payment, reference, received, total))
    more = {**sold["order_kwargs"], **({"status": status} if status else {})}
    if sold["billing_address"] is not None:
        more["billing_address"] = sold["billing_address"]
    names = ("user", "basket", "shipping_address", "shipping_method", "shipping_charge", "order_total", "surcharges")
    try:
        # What is kept of the words – method, reason of an exemption – is kept in the customer's.
        with letters.speaking(letters.language_for(draft.customer)):
            order = till.place_order(
                order_number=number, request=till.request, **{name: sold[name] for name in names}, **more
            )
    except (ValueError, get_class("order.exceptions", "UnableToPlaceOrder")) as error:
        raise ValidationError(str(error) or _("The shop could not place this order."), code="refused") from error
    basket.submit()
    order.refresh_from_db()  # The database has rounded.
    return order


def _source(payment: str, reference: str, received: bool, total: Any) -> Any:
    kind, _made = get_model("payment", "SourceType").objects.get_or_create(name=payment)
    return get_model("payment", "Source")(
        source_type=kind,
        currency=total.currency,
        amount_allocated=total.incl_tax,
        amount_debited=total.incl_tax if received else 0,
        reference=reference,
    )


def _finish(draft: StaffOrder, order: Any, by: Any) -> None:
    draft.order, draft.order_number, draft.token_hash = order, order.number, None
    draft.by, draft.by_name = by, rights.name_of(by)
    draft.save(update_fields=["order", "order_number", "token_hash", "by", "by_name"])
    if draft.note:
        order.notes.create(user=by, message=draft.note)
    words = _("Placed by %(staff)s for the customer.") % {"staff": rights.name_of(by)}
    # Nobody's: Oscar deletes the notes of a member of staff with their account.
    order.notes.create(note_type="System", message=words)
    total = f"{order.total_incl_tax} {order.currency}"
    activity.record(draft.customer, "order.placed_for", by=by, facts={"order": order.number, "total": total})
    signals.order_placed_for_customer.send(sender=StaffOrder, order=order, customer=draft.customer, by=by)


def _announce(till: Any, order: Any, customer: Any) -> None:
    """As the end of the shop's own checkout does, whose ``post_checkout`` others listen to: books, points, stock.

    The order stands whatever they make of it, and of a request and an answer that no browser has.
    """
    try:
        with letters.speaking(letters.language_for(customer)):
            till.checkout_session.flush()
            till.request.session["checkout_order_id"] = order.pk
            names = {"order": order, "user": till.request.user, "request": till.request}
            till.view_signal.send_robust(sender=till, response=HttpResponseRedirect(till.get_success_url()), **names)
    except Exception as error:  # Of whatever checkout the shop has; those who listen are logged by Django.
        logger.warning("Order %s: post_checkout could not be sent (%s).", order.number, type(error).__name__)


def _confirm(till: Any, order: Any, customer: Any) -> None:
    """The order stands whether or not this arrives."""
    try:
        with letters.speaking(letters.language_for(customer)):
            till.send_order_placed_email(order)
    except Exception as error:  # Of whatever mail backend the shop has.
        logger.warning("Order %s: the confirmation could not be sent (%s).", order.number, type(error).__name__)
