"""Where the order goes, how it is sent, which codes count, and what is noted on it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ...models import Customer, StaffOrder
from .. import editing
from .drafts import hold, touch
from .quoting import apply_offers, opened

NOTE_LENGTH = 2000


class NoteChanged(ValidationError):
    """A colleague has written another note meanwhile; both are kept where the writer sees them."""

    def __init__(self) -> None:
        words = _("Somebody changed this note while you were writing. Yours isn't saved yet.")
        super().__init__(words, code="note_changed")


def addresses_of(customer: Customer) -> QuerySet:
    """The addresses of the customer's book that the shop sends to, the default one first."""
    book = get_model("address", "UserAddress")._default_manager.filter(user=customer.pk)
    found = book.filter(country__is_shipping_country=True).select_related("country")
    return found.order_by("-is_default_for_shipping", "-num_orders_as_shipping_address", "pk")


def choose_address(
    draft: StaffOrder, *, by: Any, address: Any = None, fields: Mapping[str, Any] | None = None
) -> StaffOrder:
    """Send it to ``address`` of the customer's book, or to a new one, whose ``fields`` are those of Oscar's
    ``ShippingAddress``. Needs ``place_orders``.

    Raises ``PermissionDenied``, ``ValidationError``, also for an address that is not the customer's.
    """
    with transaction.atomic():
        current = hold(draft, by=by)
        if address is not None:
            if not addresses_of(current.customer).filter(pk=address.pk).exists():  # type: ignore[arg-type]
                raise ValidationError(_("Choose one of the customer's addresses."), code="address")
            return touch(current, by=by, address=address, new_address={})
        return touch(current, by=by, address=None, new_address=_plain(fields or {}))


def choose_shipping(draft: StaffOrder, code: str, *, by: Any) -> StaffOrder:
    """Send it by the method ``code``; one that is not to be had for this order is told by the quote.

    Needs ``place_orders``. Raises ``PermissionDenied``, ``ValidationError``.
    """
    with transaction.atomic():
        return touch(hold(draft, by=by), by=by, shipping_code=editing.text(code)[:128])


def write_note(draft: StaffOrder, note: str, *, by: Any, was: str | None = None) -> StaffOrder:
    """Keep what will stand on the order for the shop's people. Needs ``place_orders``.

    ``was`` is the note that the writer had before them. Raises ``PermissionDenied``, ``ValidationError``, as
    ``NoteChanged`` where the draft has another one by now.
    """
    note = _written(note)
    if len(note) > NOTE_LENGTH:
        raise ValidationError({"note": _("This note is too long.")})
    with transaction.atomic():
        current = hold(draft, by=by)
        if was is not None and current.note not in (_written(was), note):
            raise NoteChanged
        return touch(current, by=by, note=note)


def add_voucher(draft: StaffOrder, code: str, *, by: Any) -> StaffOrder:
    """Let a coupon code count, as the shop's own basket page does. Needs ``place_orders``.

    Raises ``PermissionDenied``, ``ValidationError`` for one that doesn't exist, doesn't count or takes nothing off.
    """
    code = editing.text(code).upper()
    with transaction.atomic():
        current = hold(draft, by=by)
        till = opened(current)
        voucher = get_model("voucher", "Voucher")._default_manager.filter(code=code).first() if code else None
        # Oscar's count of additions waits for the customer's own basket: a draft would be a second one.
        till.basket.vouchers.add(_usable(voucher, code, till.request.user))
        apply_offers(till)
        if not any(voucher == application["voucher"] for application in till.basket.offer_applications):
            raise ValidationError(_("This code takes nothing off these products."), code="nothing")
        return touch(current, by=by)


def remove_voucher(draft: StaffOrder, voucher_pk: int, *, by: Any) -> StaffOrder:
    """Let a coupon code no longer count. Needs ``place_orders``. Raises ``PermissionDenied``, ``ValidationError``."""
    with transaction.atomic():
        current = hold(draft, by=by)
        opened(current).basket.vouchers.remove(voucher_pk)
        return touch(current, by=by)


def _written(note: str) -> str:
    """Browsers send each end of a line as two signs, and count it as one."""
    return editing.text(note).replace("\r\n", "\n")


def _usable(voucher: Any, code: str, user: Any) -> Any:
    if voucher is None:
        raise ValidationError(_("There is no code “%(code)s”.") % {"code": code[:50]}, code="unknown")
    if voucher.is_expired():
        raise ValidationError(_("The code “%(code)s” has expired.") % {"code": code}, code="expired")
    if not voucher.is_active():
        raise ValidationError(_("The code “%(code)s” doesn't count yet.") % {"code": code}, code="inactive")
    allowed, reason = voucher.is_available_to_user(user=user)
    if not allowed:
        raise ValidationError(reason, code="unavailable")
    return voucher


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What Oscar's checkout would keep in the session; checked, so that placing can't stumble over it."""
    Address = get_model("order", "ShippingAddress")
    names = {field.attname for field in Address._meta.concrete_fields} - {"id", "search_text"}
    kept = {
        name: editing.text(value) if isinstance(value, str) else value
        for name, value in fields.items()
        if name in names
    }
    if phone := kept.get("phone_number"):
        kept["phone_number"] = getattr(phone, "as_international", str(phone))
    kept = {name: value for name, value in kept.items() if value not in (None, "")}
    Address(**kept).full_clean(exclude=["search_text"])
    return kept
