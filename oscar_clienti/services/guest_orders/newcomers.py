"""Making accounts for guests whose address nobody has: no password, never entered, claimed by proving the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.crypto import get_random_string

from ... import signals, sources
from ...models import Customer
from .. import activity, sync

_NAMES = ("first_name", "last_name")


def make(orders: Mapping[str, Any], *, language: str = "") -> dict[str, int]:
    """Make a customer for each address, named as in the order beside it; return their keys by address.

    The caller holds the addresses, knows that nobody has them, and has spelt them as they are stored. Several at once
    are written without Django's ``post_save``. Raises ``IntegrityError`` when somebody took one without waiting.
    """
    users = [_user(email, order) for email, order in orders.items()]
    _save(users)
    pks = [user.pk for user in users]
    sync.refresh(pks)
    Customer.objects.filter(pk__in=pks).update(source=sources.GUEST_ORDER.key, language=language)
    facts = {"source": sources.GUEST_ORDER.key}
    activity.record_many(((pk, {}) for pk in pks), "customer.created", by=None, facts=facts)
    if signals.customer_created.has_listeners(Customer):
        for customer in Customer.objects.select_related("group", "user").filter(pk__in=pks).order_by("pk"):
            signals.customer_created.send(sender=Customer, customer=customer, by=None)
    return dict(zip(orders, pks, strict=True))


def _user(email: str, order: Any) -> Any:
    """Without Oscar's manager, which writes down a sign-in that never was."""
    User = get_user_model()
    user = User(email=email, is_active=True)
    if hasattr(user, "date_joined"):
        user.date_joined = min(order.date_placed, timezone.now())
    if User.USERNAME_FIELD != "email":
        setattr(user, User.USERNAME_FIELD, get_random_string(30))
    address = order.shipping_address or order.billing_address
    for field in User._meta.concrete_fields:
        if field.name in _NAMES:
            text = (getattr(address, field.name, "") or "").replace("\x00", "").strip()
            setattr(user, field.name, text[: field.max_length])
    user.set_unusable_password()
    return user


def _save(users: Sequence[Any]) -> None:
    if len(users) == 1:
        users[0].save()
    else:
        get_user_model()._base_manager.bulk_create(users, batch_size=500)
