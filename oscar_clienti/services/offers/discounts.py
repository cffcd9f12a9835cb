"""The discount of a group: so many per cent off everything or off a range. It is an offer of Oscar's like any other.

The group's form keeps one such offer for each group. Ended, it is suspended, so that its figures stay and go on when
there is a discount again.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ...models import CustomerGroup, OfferAudience
from .. import activity, labels, rights
from ..wording import spell_percent, trimmed
from .audiences import announce


@dataclass(frozen=True)
class Discount:
    """A group's discount as its form shows it; ``range`` is ``None`` for everything."""

    offer: Any

    @property
    def percent(self) -> Decimal:
        return trimmed(self.offer.benefit.value)

    @property
    def range(self) -> Any:
        found = self.offer.benefit.range
        return None if _is_everything(found) else found

    @property
    def starts_on(self) -> date | None:
        return _day_of(self.offer.start_datetime)

    @property
    def ends_on(self) -> date | None:
        return _day_of(self.offer.end_datetime)

    @property
    def is_plain(self) -> bool:
        """Is it still so many per cent off each piece? Oscar's own pages may have made something else of it."""
        offer, condition, benefit = self.offer, self.offer.condition, self.offer.benefit
        return (
            offer.offer_type in (offer.USER, offer.SITE)
            and not (condition.proxy_class or benefit.proxy_class)
            and (condition.type, condition.value) == (condition.COUNT, 1)
            and (benefit.type, benefit.max_affected_items) == (benefit.PERCENTAGE, None)
            and condition.range_id == benefit.range_id
        )

    @property
    def is_ended(self) -> bool:
        return self.offer.is_suspended

    @property
    def is_running(self) -> bool:
        return self.offer.is_available()

    @property
    def is_coming(self) -> bool:
        return bool(self.offer.start_datetime and self.offer.start_datetime > timezone.now())

    @property
    def is_over(self) -> bool:
        return bool(self.offer.end_datetime and self.offer.end_datetime < timezone.now())

    def terms(self) -> dict[str, Any]:
        """What the form asks for; nothing for a discount that was ended."""
        if self.is_ended:
            return {"percent": None, "range": None, "starts_on": None, "ends_on": None}
        return {name: getattr(self, name) for name in ("percent", "range", "starts_on", "ends_on")}


def discount_of(group: CustomerGroup) -> Discount | None:
    """Return the discount of ``group``, ended or not; ``None`` when there never was one."""
    return discounts(group=group).get(group.pk)


def discounts(**conditions: Any) -> dict[int, Discount]:
    """Return every group's discount by the group's key, in one query."""
    rows = OfferAudience.objects.filter(is_discount=True, group__isnull=False, **conditions).order_by("pk")
    rows = rows.select_related("offer__condition", "offer__benefit__range")
    return {row.group_id: Discount(row.offer) for row in rows}  # type: ignore[misc]  # The query says so.


@transaction.atomic
def give_discount(
    group: CustomerGroup,
    *,
    percent: Decimal,
    by: Any,
    range: Any = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Discount:
    """Let the members of ``group`` pay ``percent`` less for everything, or for what is in ``range``.

    ``ends_on`` is the last day. Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` for numbers
    and dates that make no sense, for a group that is gone, and for a discount that is no percentage any more.
    """
    rights.require(by, "manage_groups")
    _check(percent, starts_on, ends_on)
    (group,) = labels.locked(CustomerGroup, group)
    now = discount_of(group)
    if now and not now.is_plain:
        raise ValidationError(_("This discount was made into something else on the offer's own page: change it there."))
    before: dict[str, Any] = now.terms() if now else dict.fromkeys(("percent", "range", "starts_on", "ends_on"))
    after = {"percent": percent, "range": range, "starts_on": starts_on, "ends_on": ends_on}
    if before != after:
        discount = Discount(_save(now.offer if now else None, group, after))
        if not now:
            OfferAudience.objects.create(offer=discount.offer, group=group, is_discount=True)
            announce(discount.offer, None, [group], by)
        changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        activity.record(None, "group.discount_given", by=by, changes=changes, facts=_facts(group, discount.offer))
        return discount
    return now  # type: ignore[return-value]  # Nothing changed: there is one.


@transaction.atomic
def end_discount(group: CustomerGroup, *, by: Any) -> Discount | None:
    """Suspend the discount of ``group`` and return it; ``None`` when there was none in force.

    Needs ``manage_groups``. Raises ``PermissionDenied``, ``ValidationError`` when the group is gone.
    """
    rights.require(by, "manage_groups")
    (group,) = labels.locked(CustomerGroup, group)
    discount = discount_of(group)
    if not discount or discount.is_ended:
        return None
    offer = _held(discount.offer)
    offer.status = offer.SUSPENDED
    offer.save(update_fields=["status"])
    activity.record(None, "group.discount_ended", by=by, facts=_facts(group, offer))
    return Discount(offer)


def rename(group: CustomerGroup, *, old: str) -> None:
    """``group`` got a new name: so does its discount, unless somebody gave that one a name of its own."""
    discount = discount_of(group)
    if discount and discount.is_plain and _is_automatic(discount.offer.name, old):
        discount.offer.name = _name(group, discount.percent, discount.offer)
        discount.offer.save(update_fields=["name"])


def _check(percent: Decimal, starts_on: date | None, ends_on: date | None) -> None:
    if not 0 < percent <= 100:
        raise ValidationError(_("A discount is more than 0 and at most 100 per cent."))
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError(_("The last day can't come before the first."))


def _facts(group: CustomerGroup, offer: Any) -> dict[str, Any]:
    return {"group": group.pk, "name": group.name, "offer": offer.pk}


def _held(offer: Any) -> Any:
    """Orders that are being placed write their figures into the same row."""
    return type(offer)._default_manager.select_for_update().select_related("condition", "benefit").get(pk=offer.pk)


def _save(offer: Any, group: CustomerGroup, terms: dict[str, Any]) -> Any:
    Offer, Condition, Benefit = (get_model("offer", name) for name in ("ConditionalOffer", "Condition", "Benefit"))
    offer = _held(offer) if offer else Offer(offer_type=Offer.USER, condition=Condition(), benefit=Benefit())
    product_range = terms["range"] or _everything()
    condition, benefit = offer.condition, offer.benefit
    condition.range, condition.type, condition.value = product_range, condition.COUNT, 1
    benefit.range, benefit.type, benefit.value = product_range, benefit.PERCENTAGE, terms["percent"]
    for part in (condition, benefit):
        part.save()
    if not offer.pk or _is_automatic(offer.name, group.name):
        offer.name = _name(group, terms["percent"], offer)
    offer.condition, offer.benefit, offer.status = condition, benefit, offer.OPEN
    offer.start_datetime = _moment(terms["starts_on"], time.min)
    offer.end_datetime = _moment(terms["ends_on"], time.max)
    # Never the figures: they belong to the orders.
    fields = ["name", "status", "start_datetime", "end_datetime"]
    offer.save(update_fields=fields if offer.pk else None)
    return offer


def _name(group: CustomerGroup, percent: Decimal, offer: Any) -> str:
    """What the customer reads in the basket: “Wholesale −10%”, with a number behind it where that is taken."""
    wanted = f"{group.name} −{spell_percent(percent)}%"
    return _free(type(offer), wanted, but=offer.pk)


def _is_automatic(name: str, group_name: str) -> bool:
    return bool(re.fullmatch(rf"{re.escape(group_name)} −[\d.,]+%( \(\d+\))?", name))


def _everything() -> Any:
    """The range of all products; made when the shop has none."""
    Range = get_model("offer", "Range")
    whole = Range.objects.filter(includes_all_products=True, proxy_class=None)
    whole = whole.filter(excluded_products=None, excluded_categories=None)
    return whole.order_by("pk").first() or Range.objects.create(
        name=_free(Range, _("All products")), includes_all_products=True
    )


def _is_everything(range: Any) -> bool:
    return range is None or (
        range.includes_all_products
        and not range.proxy_class
        and not range.excluded_products.exists()
        and not range.excluded_categories.exists()
    )


def _free(model: Any, wanted: str, but: int | None = None) -> str:
    taken = set(model._default_manager.filter(name__istartswith=wanted).exclude(pk=but).values_list("name", flat=True))
    names = (wanted if n == 1 else f"{wanted} ({n})" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _moment(day: date | None, at: time) -> datetime | None:
    if day is None:
        return None
    try:
        return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC)
    except OverflowError as error:
        raise ValidationError(_("This day is too far off.")) from error


def _day_of(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None
