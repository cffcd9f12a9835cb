"""Adding a customer by hand."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from ... import signals, sources
from ...models import Customer, CustomerGroup, Tag
from .. import activity, addresses, groups, rights, sync
from .. import tags as tags_service
from ..vat import checks
from . import email_locks
from . import fields as own
from .email_addresses import EmailTaken, normalise, require_free


def create(
    *,
    email: str,
    by: Any,
    source: str = sources.BY_HAND.key,
    group: CustomerGroup | None = None,
    group_until: date | None = None,
    tags: Iterable[Tag] = (),
    address: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Customer:
    """Make an account without a password and its customer row. Needs ``add_customer``; group, tags and address
    need ``change_customer`` too, since a group decides prices.

    ``fields`` are those that ``update`` takes, except ``group``, ``tags`` and ``source``. ``address`` has the fields
    of Oscar's address and becomes the default for shipping and billing.

    Raises ``PermissionDenied``, ``EmailTaken``, ``ValidationError``, ``TypeError`` for unknown fields.
    """
    rights.require(by, "add_customer")
    own.refuse_unknown(fields)
    email = normalise(email)
    with transaction.atomic():
        email_locks.hold([email])
        require_free(email)
        customer = _rows(email, {**fields, "source": source})
        sync.refresh([customer.pk])
        customer = Customer.objects.get(pk=customer.pk)
        facts = {"source": source}
        activity.record(customer, "customer.created", by=by, facts=facts)
        if group is not None or group_until is not None:
            groups.assign([customer], group=group, until=group_until, by=by)
        _furnish(customer, tags, address, by)
        customer = Customer.objects.select_related("group", "user").get(pk=customer.pk)
        signals.customer_created.send(sender=Customer, customer=customer, by=by)
    return customer


def _rows(email: str, fields: Mapping[str, Any]) -> Customer:
    """The user, without Oscar's manager: that one writes down a sign-in which never was."""
    User = get_user_model()
    user = User(email=email, is_active=True)
    if User.USERNAME_FIELD != "email":
        setattr(user, User.USERNAME_FIELD, get_random_string(30))
    user.set_unusable_password()
    names, rest = own.split(fields)
    own.assign(user, names)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        # Somebody took the address between our look and our writing.
        raise EmailTaken(None) from error
    # Whoever reacts to new users may have made the row already.
    customer = Customer.objects.filter(pk=user.pk).first() or Customer(
        user=user, email=email, date_joined=getattr(user, "date_joined", None) or timezone.now()
    )
    own.assign(customer, rest)
    customer.save()
    return customer


def _furnish(customer: Customer, tags: Iterable[Tag], address: Mapping[str, Any] | None, by: Any) -> None:
    """What has a service – and a right – of its own."""
    if tags := list(tags):
        tags_service.change([customer], add=tags, by=by)
    if customer.vat_number:
        checks.number_changed(customer)
    if address:
        defaults = {"is_default_for_shipping": True, "is_default_for_billing": True}
        addresses.add(customer, by=by, **{**defaults, **address})
