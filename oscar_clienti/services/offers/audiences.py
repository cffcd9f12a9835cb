"""To which groups an offer is limited: reading, changing, and what becomes of it when a group goes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from oscar.core.loading import get_model

from ... import signals
from ...models import CustomerGroup, OfferAudience
from .. import activity, labels, rights

Groups = Sequence[CustomerGroup] | None


def of_group(group: CustomerGroup) -> QuerySet:
    """Return the user offers that are open to ``group`` today, with what Oscar needs to apply them: one query.

    Each says in ``clienti_everything`` whether its benefit is for all products without exception.
    """
    Offer, Range = get_model("offer", "ConditionalOffer"), get_model("offer", "Range")
    whole = Range.objects.filter(includes_all_products=True, proxy_class=None, pk=OuterRef("benefit__range"))
    whole = whole.filter(excluded_products=None, excluded_categories=None)
    mine = Offer.active.filter(offer_type=Offer.USER, audiences__group=group)
    return mine.select_related("condition", "benefit").annotate(clienti_everything=Exists(whole))


def for_group(offers: Any, group: CustomerGroup | None) -> Any:
    """Return those of ``offers`` that are for everybody or for ``group``; ``None`` is for whoever has no group.

    A queryset stays one and costs no query more, and what it finds is marked ``clienti_asked``. Anything else becomes
    a list and costs one query, if there is an offer in it at all.
    """
    if isinstance(offers, QuerySet) and not offers.query.is_sliced and not offers.query.combinator:
        return offers.filter(open_to(group)).annotate(clienti_asked=Value(True))
    found = list(offers)
    limited = told(found)
    return [offer for offer in found if offer.pk not in limited or (group and group in limited[offer.pk])]


def open_to(group: CustomerGroup | None) -> Q:
    """Return the condition by which a query finds the offers that are for everybody or for ``group``."""
    audience = OfferAudience.objects.filter(offer=OuterRef("pk"))
    everybody = Q(~Exists(audience))
    return everybody | Q(Exists(audience.filter(group=group))) if group else everybody


def told(offers: Iterable[Any]) -> dict[int, list[CustomerGroup]]:
    """Return the groups of each limited offer by its key: none where they are all gone. One query, or none."""
    pks = [offer.pk for offer in offers]
    found: dict[int, list[CustomerGroup]] = {}
    rows = OfferAudience.objects.filter(offer__in=pks).select_related("group") if pks else []
    for row in rows:
        groups = found.setdefault(row.offer_id, [])
        if row.group:
            groups.append(row.group)
    return found


def offers_alone(group: CustomerGroup) -> int:
    """Return how many open offers are for ``group`` and for nobody else: they end with it."""
    others = OfferAudience.objects.filter(offer=OuterRef("offer"), group__isnull=False).exclude(group=group)
    Offer = get_model("offer", "ConditionalOffer")
    return OfferAudience.objects.filter(~Exists(others), group=group, offer__status=Offer.OPEN).count()


@transaction.atomic
def limit(offer: Any, groups: Iterable[CustomerGroup], *, by: Any) -> list[CustomerGroup]:
    """Let ``offer`` be for these groups only; without groups it is for everybody from now on. Returns the groups.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` when one of the groups is gone.
    """
    rights.require(by, "manage_groups")
    wanted = labels.locked(CustomerGroup, *groups)
    type(offer)._default_manager.select_for_update().get(pk=offer.pk)
    rows = list(OfferAudience.objects.filter(offer=offer).select_related("group").order_by("pk"))
    there = [row.group for row in rows]
    if set(there) != set(wanted):
        OfferAudience.objects.filter(pk__in=[row.pk for row in rows if row.group not in wanted]).delete()
        OfferAudience.objects.bulk_create(
            OfferAudience(offer=offer, group=group) for group in wanted if group not in there
        )
        announce(offer, [group for group in there if group] if rows else None, wanted or None, by)
    return wanted


def announce(offer: Any, old: Groups, new: Groups, by: Any) -> None:
    """Write down for whom ``offer`` was and is, and tell whoever listens; ``None`` is for everybody."""
    facts = {"offer": offer.pk, "name": offer.name}
    changes = {"groups": (_names(old), _names(new))}
    activity.record(None, "offer.limited", by=by, changes=changes, facts=facts)
    signals.offer_limited.send(sender=type(offer), offer=offer, groups=new, by=by)


def follow(group: CustomerGroup, *, into: CustomerGroup | None, by: Any) -> None:
    """``group`` is about to go: its offers are for ``into`` from now on; without, those for nobody else are suspended.

    The caller holds both groups and has asked for the right.
    """
    rows = list(OfferAudience.objects.filter(group=group).select_related("offer").order_by("pk"))
    others = told(row.offer for row in rows)
    for row in rows:
        old = others[row.offer_id]
        new = [other for other in old if other != group]
        if into:
            _hand_over(row, into)
            new = [*new, into] if into not in new else new
        elif not new and row.offer.is_open:
            row.offer.suspend()
        announce(row.offer, old, new, by)


def _names(groups: Groups) -> list[str] | None:
    return None if groups is None else [group.name for group in groups]


def _hand_over(row: OfferAudience, into: CustomerGroup) -> None:
    """A group has one discount: of two that run, the one of the group that stays wins, and the other is suspended."""
    theirs = OfferAudience.objects.filter(group=into, is_discount=True).select_related("offer").first()
    if row.is_discount and theirs:
        if theirs.offer.is_suspended:
            OfferAudience.objects.filter(pk=theirs.pk).update(is_discount=False)
        else:
            row.is_discount = False
            row.offer.suspend()
    if OfferAudience.objects.filter(offer=row.offer, group=into).exists():
        row.delete()
    else:
        row.group = into
        row.save(update_fields=["group", "is_discount"])
