"""Drafts: begun, held while they change, discarded."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ...models import Customer, StaffOrder
from .. import activity, editing, rights
from .acts import PLACE


def going() -> QuerySet[StaffOrder]:
    """Those that have not come to an end, of customers who may be looked after here, newest first."""
    reachable = Customer.objects.shoppers().values("pk")
    return StaffOrder.objects.filter(state__in=StaffOrder.GOING, customer__in=reachable, basket__isnull=False)


def start(customer: Customer, *, by: Any, key: uuid.UUID | None = None) -> StaffOrder:
    """Begin an order for ``customer``; the same ``key`` twice is a double click and begins one. Needs ``place_orders``.

    The customer's default address is chosen. Raises ``PermissionDenied``, ``ValidationError`` for who is deactivated.
    """
    key = key or uuid.uuid4()
    try:
        with transaction.atomic():
            customer = editing.begin(customer, by=by, right=PLACE)
            if begun := StaffOrder.objects.filter(key=key).first():
                return _own(begun, customer)
            require_active(customer)
            return _begin(customer, key, by)
    except IntegrityError:
        return _own(StaffOrder.objects.get(key=key), customer)


def discard(draft: StaffOrder, *, by: Any) -> StaffOrder:
    """Throw a draft away; a link that was sent opens nothing any more. Needs ``place_orders``.

    Raises ``PermissionDenied``, ``ValidationError`` for one that was ordered meanwhile.
    """
    with transaction.atomic():
        current = hold(draft, by=by, states=StaffOrder.GOING)
        _throw_away(current)
        activity.record(current.customer, "order.draft_discarded", by=by, facts={"draft": current.pk})
    return current


def forget(user: Any) -> None:
    """The account is being deleted: drafts go, and what was written on orders that were placed."""
    for draft in StaffOrder.objects.filter(customer=user.pk, state__in=StaffOrder.GOING):
        _throw_away(draft)
    StaffOrder.objects.filter(customer=user.pk).update(note="", new_address={}, address=None, token_hash=None)


def hold(
    draft: StaffOrder, *, by: Any, right: str = PLACE, states: Any = StaffOrder.EDITABLE, version: int | None = None
) -> StaffOrder:
    """Return the draft as it is now, held until the end of the transaction, with its customer and their user.

    The customer's row comes first, always: it is what all acts on a customer wait for. Raises ``PermissionDenied``
    like every change of a customer, ``ValidationError`` when the draft has gone on (``gone``) or was ``changed``.
    """
    if draft.customer_id is None:
        raise gone()
    customer = editing.begin(Customer(pk=draft.customer_id), by=by, right=right)
    current = StaffOrder.objects.select_for_update().get(pk=draft.pk, customer=customer.pk)
    current.customer = customer
    if current.state not in states:
        raise gone()
    if version is not None and version != current.version:
        raise changed()
    return current


def touch(draft: StaffOrder, *, by: Any, **fields: Any) -> StaffOrder:
    """Write ``fields`` and count the version up; returns the draft as it is now."""
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.by, draft.by_name, draft.changed_at = by, rights.name_of(by), timezone.now()
    draft.version += 1
    draft.save(update_fields=[*fields, "by", "by_name", "changed_at", "version"])
    return draft


def claim(draft: StaffOrder, *, states: Any, version: int, to: int) -> None:
    """Let ``draft`` go on to the state ``to``, once: of two who try at the same moment one gets ``changed``."""
    rows = StaffOrder.objects.filter(pk=draft.pk, state__in=states, version=version)
    if not rows.update(state=to, version=F("version") + 1, changed_at=timezone.now()):
        raise changed()
    draft.refresh_from_db(fields=["state", "version", "changed_at"])


def require_active(customer: Customer) -> None:
    if not customer.user.is_active:
        raise ValidationError(_("This customer is deactivated: activate the account first."), code="inactive")


def gone() -> ValidationError:
    return ValidationError(_("This draft can't be changed any more: it was ordered or discarded."), code="gone")


def changed() -> ValidationError:
    words = _("The order changed since you looked at it. Look at it again; nothing was ordered.")
    return ValidationError(words, code="changed")


def _begin(customer: Customer, key: uuid.UUID, by: Any) -> StaffOrder:
    from .choosing import addresses_of

    basket = get_model("basket", "Basket").objects.create()
    draft = StaffOrder.objects.create(
        customer=customer,
        by=by,
        by_name=rights.name_of(by),
        key=key,
        basket=basket,
        address=addresses_of(customer).first(),
    )
    activity.record(customer, "order.drafted", by=by, facts={"draft": draft.pk})
    return draft


def _own(draft: StaffOrder, customer: Customer) -> StaffOrder:
    """The key of somebody else's order is no double click."""
    if draft.customer_id != customer.pk:
        raise gone()
    return draft


def _throw_away(draft: StaffOrder) -> None:
    basket, draft.basket = draft.basket, None
    draft.state, draft.token_hash, draft.changed_at = StaffOrder.State.DISCARDED, None, timezone.now()
    draft.version += 1
    draft.save(update_fields=["basket", "state", "token_hash", "changed_at", "version"])
    if basket is not None:
        basket.delete()
