"""Anonymising an account: what is personal goes, what the shop must keep stays where it is.

The user row stays, nameless and shut: orders hang together, used vouchers stay used, reviews count, the notes that
staff wrote on orders stay. ``Order.guest_email`` takes over the old address, and ``oscar_clienti.shop.orders`` makes
Oscar write there. The order stays linked to the account on purpose: an order without one could be adopted by whoever
registers the address next.
"""

import json
import re
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import signals
from ...models import Activity, Customer, Job, Mailing, Segment, TaxExemption, VatState
from ...text import fold
from .. import activity, consents, conversations, editing
from .personal import installed

# Reserved (RFC 2606): nothing sent to it arrives anywhere.
DOMAIN = "deleted.invalid"
_KIND = activity.Kind("customer.erased_in_person", _("Account deleted by the customer"))
IN_PERSON = activity.kinds.register(_KIND).key


def erase(customer: Customer, *, by: Any) -> Customer:
    """Delete the account of ``customer`` and keep their orders; returns the row that is left.

    Needs ``delete_customer``; customers may delete their own. Raises ``PermissionDenied``, also for staff, partners and
    accounts deleted already. An exception in a receiver of ``customer_erasing`` or ``customer_erased`` leaves all as it
    was.
    """
    in_person = by is not None and by.pk == customer.pk
    with transaction.atomic():
        customer = editing.begin(customer, by=None if in_person else by, right="delete_customer")
        user = customer.user
        signals.customer_erasing.send(sender=Customer, customer=customer, user=user, by=by)
        email = user.email
        _keep_orders_writable(user, email)
        _delete_rows(user, "" if in_person and not _has_proven(user) else email)
        _scrub_rows(customer, user)
        _scrub_questions(email)
        _scrub_filters(user, email)
        _scrub_jobs(user, email)
        _anonymise_user(user)
        _anonymise_customer(customer)
        # Their own name would come back with this row.
        left = editing.finish(customer, IN_PERSON if in_person else "customer.erased", by=None if in_person else by)
        signals.customer_erased.send(sender=Customer, customer=left, by=by)
    return left


def _keep_orders_writable(user: Any, email: str) -> None:
    get_model("order", "Order")._base_manager.filter(user=user, guest_email="").update(guest_email=email)


def _has_proven(user: Any) -> bool:
    """Does the address belong to whoever has the account? Without allauth the shop knows no better than the account."""
    if not apps.is_installed("allauth.account"):
        return True
    addresses = apps.get_model("account", "EmailAddress").objects
    return addresses.filter(user=user, email__iexact=user.email, verified=True).exists()


def _delete_rows(user: Any, email: str) -> None:
    """``email`` is the address whose rows outside of any account go, too; nothing where it may be somebody else's."""
    for exemption in TaxExemption.objects.filter(customer=user.pk).exclude(certificate=""):
        _delete_file(exemption.certificate)
    conversations.forget(user.pk, email)
    for kind in installed():
        if (rows := kind.rows([user.pk])) is not None:
            rows.delete()
    # What was left under the bare address, outside of any account.
    for model in (get_model("customer", "ProductAlert"), get_model("communication", "Email")):
        _of_address(model.objects.filter(user=None), email).delete()
    _of_address(get_model("wishlists", "WishListSharedEmail").objects.all(), email).delete()


def _of_address(rows: Any, email: str) -> Any:
    """Rows of exactly this address, whatever its case; some databases would take é for e."""
    if not email:
        return rows.none()
    found = rows.filter(email__iexact=email).values_list("pk", "email")
    return rows.filter(pk__in=[pk for pk, address in found if address.lower() == email.lower()])


def _scrub_rows(customer: Customer, user: Any) -> None:
    """Rows that stay for others' sake lose what they say of this person."""
    get_model("reviews", "ProductReview")._base_manager.filter(user=user).update(name="", email="", homepage="")
    Activity.objects.filter(customer=customer).scrub(changes={}, facts={})
    Activity.objects.filter(customer=customer, by=user).scrub(by_name="")
    consents.forget(customer)
    if apps.is_installed("django.contrib.admin"):
        _scrub_admin_log(user)


def _scrub_questions(email: str) -> None:
    """Somebody may have searched for this very address, and written down what they took out of the shop."""
    for spelling in {email, quote_plus(email)} - {""}:
        for row in Activity.objects.filter(customer=None, kind="customers.exported", facts__icontains=spelling):
            facts = row.facts | dict.fromkeys(("filter", "customers"), "")
            Activity.objects.filter(pk=row.pk).scrub(facts=facts)


def _scrub_filters(user: Any, email: str) -> None:
    """A saved filter that asks for this very address asks from now on for what is left of the account: for nobody who
    is shown or written to. Without the word it would ask for everybody.
    """
    if not email:
        return
    left = _address_left(user)
    for model in (Segment, Mailing):
        for row in model.objects.filter(query__icontains=quote_plus(email)):
            model.objects.filter(pk=row.pk).update(query=_asked_anew(row.query, email, left))


def _scrub_jobs(user: Any, email: str) -> None:
    """Long work keeps its filter, and the words of it that its page shows; one that is still to begin finds nobody."""
    if not email:
        return
    # As JSON, a query and a search spell it, whatever the case: some databases compare JSON letter by letter.
    spellings = {json.dumps(email.lower())[1:-1], email.lower(), quote_plus(email).lower(), fold(email)}
    asked = reduce(or_, (Q(said__contains=spelling) for spelling in spellings))
    said = Lower(Cast("params", TextField()))
    for pk in Job.objects.annotate(said=said).filter(asked).order_by("pk").values_list("pk", flat=True):
        job = Job.objects.select_for_update().filter(pk=pk).first()
        # None: it was swept away in this moment.
        if job is not None:
            Job.objects.filter(pk=pk).update(params=_forgotten(job.params, email, _address_left(user)))


def _forgotten(params: dict[str, Any], email: str, left: str) -> dict[str, Any]:
    """What a job is to do, without the address in its filter and in the words of that."""
    spelt = "|".join(re.escape(spelling) for spelling in (email, fold(email)))
    alone = re.compile(rf"(?<![\w.+-])(?:{spelt})(?![\w-]|\.\w)", re.IGNORECASE)
    new = dict(params)
    if "words" in params:
        new["words"] = [alone.sub(left, words) for words in params["words"]]
    if "query" in params:
        new["query"] = _asked_anew(params["query"], email, left)
    if "selection" in params:
        new["selection"] = _forgotten(params["selection"], email, left)
    return new


def _asked_anew(query: str, email: str, left: str) -> str:
    return urlencode([(name, _without(value, email, left)) for name, value in parse_qsl(query)])


def _without(text: str, email: str, left: str) -> str:
    return " ".join(left if word.lower() == email.lower() else word for word in text.split(" "))


def _address_left(user: Any) -> str:
    return f"deleted-{user.pk}@{DOMAIN}"


def _scrub_admin_log(user: Any) -> None:
    """Django's admin wrote the person's name down whenever their account or record was edited there."""
    ContentType, LogEntry = apps.get_model("contenttypes.ContentType"), apps.get_model("admin.LogEntry")
    about = ContentType.objects.get_for_models(get_user_model(), Customer).values()
    entries = LogEntry.objects.filter(content_type__in=list(about), object_id=str(user.pk))
    entries.update(object_repr=f"deleted-{user.pk}", change_message="")


def _anonymise_user(user: Any) -> None:
    """Writes its own fields only: a receiver may have blanked others, such as those that a shop added."""
    email, username = user.get_email_field_name(), user.USERNAME_FIELD
    changes = {"first_name": "", "last_name": "", "is_active": False, "last_login": None}
    if username != email:
        changes[username] = f"deleted-{user.pk}-{get_random_string(12).lower()}"
    changes[email] = _address_left(user)
    for field, value in changes.items():
        setattr(user, field, value)
    user.set_unusable_password()
    user.save(update_fields=[*changes, "password"])
    user.groups.clear()
    user.user_permissions.clear()


def _delete_file(file: Any) -> None:
    """It can't be rolled back: it goes when all the rest is safe."""
    if file:
        storage, name = file.storage, str(file.name)
        transaction.on_commit(lambda: storage.delete(name))


def _anonymise_customer(customer: Customer) -> None:
    _delete_file(customer.picture)
    customer.tags.clear()
    texts = ("phone", "language", "company", "vat_number", "tax_code", "sdi_code", "pec", "picture", "source")
    changes: dict[str, Any] = dict.fromkeys(texts, "") | {"group": None, "group_until": None, "group_by_rule": False}
    changes |= {"birthday": None, "vat_state": VatState.UNKNOWN, "tax_exempt": False, "system_notifications": False}
    changes["erased_at"] = timezone.now()
    for field, value in changes.items():
        setattr(customer, field, value)
    customer.save(update_fields=list(changes))
