"""What we react to; each receiver calls one service.

Fixtures (``raw``) are left alone: after ``loaddata`` comes ``clienti_sync``. Who is being deleted is refreshed without
``create``: a customer row must not come back while its user goes.
"""

from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils.translation import get_language
from oscar.apps.customer.signals import user_registered
from oscar.apps.order.signals import order_placed, order_status_changed
from oscar.core.loading import get_model

from . import sources
from .models import Customer, CustomerGroup, MessageFile, NoteFile, Tag, Visit
from .services import (
    arrivals,
    consents,
    files,
    guest_orders,
    imports,
    log_in_as,
    memberships,
    orders_on_behalf,
    personal_data,
    sign_in,
    stock_alerts,
    sync,
    taxes,
)
from .signals import customer_erasing

# A save that names only other fields (last_login at every sign-in) changes nothing of ours.
USER_FIELDS = {"email", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "date_joined"}
ORDER_FIELDS = {"user", "user_id", "status", "currency", "total_incl_tax", "date_placed"}


def connect() -> None:
    """Called once by ``apps.py``."""
    Address, Order, Partner = (
        get_model(*name) for name in (("address", "UserAddress"), ("order", "Order"), ("partner", "Partner"))
    )
    for signal, receiver, sender in (
        (post_save, user_saved, get_user_model()),
        (user_registered, registered, None),
        (user_logged_in, signed_in, None),
        (post_save, address_saved, Address),
        (post_delete, address_deleted, Address),
        (pre_save, order_saving, Order),
        (post_save, order_saved, Order),
        (post_delete, order_deleted, Order),
        (order_placed, order_moved, None),
        # Before the rules: an order is taxed by the group that it was priced for, not by the one that it leads into.
        (order_placed, order_taxed, None),
        (order_placed, buyer_ordered, None),
        # After what is said of the order as a guest's: it was taxed as such.
        (order_placed, guest_ordered, None),
        (order_placed, visitor_ordered, None),
        (user_logged_out, staff_left, None),
        (order_placed, prepared_ordered, None),
        (order_status_changed, order_moved, None),
        (m2m_changed, people_linked, Partner.users.through),
        (pre_delete, partner_deleting, Partner),
        (post_delete, partner_deleted, Partner),
        (m2m_changed, people_linked, Customer.tags.through),
        (post_save, group_saved, CustomerGroup),
        (post_delete, group_deleted, CustomerGroup),
        (post_save, tag_saved, Tag),
        (post_delete, tag_deleted, Tag),
        (post_delete, private_file_deleted, NoteFile),
        (post_delete, private_file_deleted, MessageFile),
        (customer_erasing, person_erasing, Customer),
        (customer_erasing, downloads_erasing, Customer),
        (customer_erasing, visits_erasing, Customer),
    ):
        signal.connect(receiver, sender=sender, dispatch_uid=f"oscar_clienti.{id(signal)}.{receiver.__name__}.{sender}")
    if apps.is_installed("allauth.account"):
        addresses = apps.get_model("account", "EmailAddress")
        post_save.connect(address_confirmed, sender=addresses, dispatch_uid="oscar_clienti.address_confirmed")
    if apps.is_installed("allauth.mfa"):
        factors = apps.get_model("mfa", "Authenticator")
        post_delete.connect(factor_deleted, sender=factors, dispatch_uid="oscar_clienti.factor_deleted")


def user_saved(sender: Any, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    if not raw and _concerns(update_fields, USER_FIELDS):
        sync.refresh([instance.pk])
        if _concerns(update_fields, {"email"}):
            consents.follow_address(instance.pk)


def registered(sender: Any, user: Any, **kwargs: Any) -> None:
    arrivals.arrived(user.pk, source=sources.REGISTRATION, language=get_language() or "")


def signed_in(sender: Any, user: Any, request: Any = None, **kwargs: Any) -> None:
    session = getattr(request, "session", None)
    if log_in_as.current() is None:
        sign_in.note(user, way="" if session is None else sign_in.way_of(session, user))


def address_saved(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    if not raw:
        sync.refresh([instance.user_id])


def address_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    sync.refresh([instance.user_id], create=False)


def order_saving(sender: Any, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """Remember whose the order was: given to somebody else, it leaves the figures of the first."""
    if not raw and not instance._state.adding and _concerns(update_fields, {"user", "user_id"}):
        former = sender._base_manager.filter(pk=instance.pk).values_list("user", flat=True).first()
        instance._clienti_former_owner = former


def order_saved(sender: Any, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    if not raw and _concerns(update_fields, ORDER_FIELDS):
        sync.refresh({instance.user_id, instance.__dict__.pop("_clienti_former_owner", None)}, orders=True)


def order_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    sync.refresh([instance.user_id], create=False, orders=True)


def order_moved(sender: Any, order: Any, **kwargs: Any) -> None:
    """For shops that place orders or move them on without ``save()``."""
    sync.refresh([order.user_id], orders=True)


def order_taxed(sender: Any, order: Any, **kwargs: Any) -> None:
    taxes.record(order)


def buyer_ordered(sender: Any, order: Any, **kwargs: Any) -> None:
    """The next basket has the group that this order earned."""
    if order.user_id is not None:
        memberships.earned(order)


def guest_ordered(sender: Any, order: Any, **kwargs: Any) -> None:
    guest_orders.placed(order)


def visitor_ordered(sender: Any, order: Any, **kwargs: Any) -> None:
    log_in_as.ordered(order)


def staff_left(sender: Any, user: Any, **kwargs: Any) -> None:
    """Signing out ends what was done in somebody else's name, in every browser."""
    if user is not None and user.is_staff:
        log_in_as.end_all_of(user, why=Visit.End.SIGNED_OUT)


def factor_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Whoever loses a second factor may not be who began the visit: they prove who they are, and begin another."""
    log_in_as.end_all_of(instance.user, why=Visit.End.STAFF)


def prepared_ordered(sender: Any, order: Any, **kwargs: Any) -> None:
    """Not before the checkout is done: it may hold the stock, for which staff waits who holds the customer's row."""
    transaction.on_commit(partial(orders_on_behalf.bought, order), robust=True)


def address_confirmed(sender: Any, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """By whatever road: a mailed link, a code, a social account whose address is proven, the admin.

    Not before all of that is done: whoever confirms may hold the customer's row, and we wait for the address first.
    """
    if instance.verified and not raw and _concerns(update_fields, {"verified", "email"}):
        transaction.on_commit(partial(guest_orders.adopt, instance.email), robust=True)
        transaction.on_commit(partial(stock_alerts.hand_over, instance.user, instance.email), robust=True)


def people_linked(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Partners' users and customers' tags: either end may be the one that was spoken to."""
    theirs = isinstance(instance, get_user_model() | Customer)
    if theirs and action in ("post_add", "post_remove", "post_clear"):
        sync.refresh([instance.pk])
    elif action == "pre_clear":
        instance._clienti_people = _linked(sender, instance)
    elif action == "post_clear":
        sync.refresh(instance.__dict__.pop("_clienti_people", ()))
    elif action in ("post_add", "post_remove"):
        sync.refresh(pk_set)


def partner_deleting(sender: Any, instance: Any, **kwargs: Any) -> None:
    instance._clienti_people = list(instance.users.values_list("pk", flat=True))


def partner_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    sync.refresh(instance.__dict__.pop("_clienti_people", ()), create=False)


def group_saved(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    if not created and not raw:
        sync.group_renamed(instance)


def group_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    sync.group_deleted(instance)


def tag_saved(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    if not created and not raw:
        sync.tag_renamed(instance)


def tag_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    sync.tag_deleted(instance)


def private_file_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """With its note or message, its customer or its user, by whatever road: rows go by cascade, files don't."""
    files.remove(instance)


def person_erasing(sender: Any, user: Any, **kwargs: Any) -> None:
    imports.forget(user.email)
    guest_orders.forget(user)
    orders_on_behalf.forget(user)


def downloads_erasing(sender: Any, user: Any, **kwargs: Any) -> None:
    personal_data.forget(user)


def visits_erasing(sender: Any, customer: Any, **kwargs: Any) -> None:
    log_in_as.forget(customer)


def _concerns(update_fields: Any, ours: set[str]) -> bool:
    return update_fields is None or not ours.isdisjoint(update_fields)


def _linked(through: Any, instance: Any) -> list[Any]:
    """The people at the other end of a link table, seen from a partner or a tag."""
    near: Any = None
    far: Any = None
    for field in through._meta.fields:
        if field.is_relation:
            near, far = (field, far) if isinstance(instance, field.related_model) else (near, field)
    return list(through.objects.filter(**{near.name: instance}).values_list(far.name, flat=True))
