"""Exemptions end by themselves. Prices don't wait for it: they look at the days themselves."""

from datetime import date

from django.db import transaction
from django.db.models import F

from ... import signals
from ...models import Customer
from ...querysets import CustomerQuerySet
from .. import activity, baskets, many


def expire(day: date) -> int:
    """End the exemptions whose last day is before ``day``; returns how many. The particulars stay, to be renewed.

    Open baskets are priced anew, those of people whose exemption begins on ``day`` as well. Every batch is a
    transaction of its own: broken off, it goes on where it was.
    """
    number = 0
    while pks := list(over(day).values_list("pk", flat=True)[: many.BATCH]):
        number += _expire(pks, day)
    beginning = Customer.objects.tax_exempt().filter(exemption__valid_from=day)
    baskets.reprice(beginning)
    return number


def over(day: date) -> CustomerQuerySet:
    """Those whose exemption had its last day before ``day`` and is to be ended."""
    return Customer.objects.tax_exempt().filter(exemption__valid_until__lt=day).order_by("pk")


@transaction.atomic
def _expire(pks: list[int], day: date) -> int:
    held = over(day).filter(many.Among("pk", pks)).select_for_update()
    # Somebody may have renewed one of them a moment ago.
    pks = list(held.values_list("pk", flat=True))
    Customer.objects.filter(many.Among("pk", pks)).update(tax_exempt=False, version=F("version") + 1)
    changes = {"tax_exempt": (True, False)}
    activity.record_many(((pk, changes) for pk in pks), "exemption.expired", by=None)
    baskets.reprice(pks)
    for customer in many.afresh(pks, listening_to=signals.customer_changed):
        signals.customer_changed.send(sender=Customer, customer=customer, changes=changes, by=None)
    for customer in many.afresh(pks, listening_to=signals.exemption_changed):
        exemption = getattr(customer, "exemption", None)
        signals.exemption_changed.send(sender=Customer, customer=customer, exemption=exemption, by=None)
    return len(pks)
