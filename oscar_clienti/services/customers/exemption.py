"""Whether customers pay taxes, for many at once; one customer's exemption is a field among others of ``update``."""

from typing import Any

from django.db import transaction
from django.db.models import F

from ... import signals
from ...models import Customer
from .. import activity, baskets, many, taxes


@transaction.atomic
def exempt_many(customers: many.Customers, *, exempt: bool, by: Any) -> list[int]:
    """Set or end the exemption from taxes; returns the keys of those for whom it was otherwise.

    Particulars of an exemption that ended or ran out go: without any, it holds without end and everywhere. Accounts of
    staff and partners and deleted ones are left out. Open baskets are priced anew. Needs ``change_customer``. Raises
    ``PermissionDenied``.
    """
    found = many.begin(customers, by=by, right="change_customer", field="tax_exempt")
    pks = [pk for pk, was in found.items() if was != exempt]
    for batch in many.batches(pks):
        Customer.objects.filter(many.Among("pk", batch)).update(tax_exempt=exempt, version=F("version") + 1)
    changes = {"tax_exempt": (not exempt, exempt)}
    activity.record_many(((pk, changes) for pk in pks), "customer.changed", by=by)
    taxes.clear(pks, by=by)
    baskets.reprice(pks)
    for customer in many.afresh(pks, listening_to=signals.customer_changed):
        signals.customer_changed.send(sender=Customer, customer=customer, changes=changes, by=by)
    return pks
