"""Price lists: made, changed, copied to another group, deleted."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ... import signals
from ...models import CustomerGroup, PriceList, PriceListLine
from .. import activity, rights
from .. import editing as texts
from . import repricing
from .editing import RIGHT, finish, hold, hold_group

FIELDS = ("name", "group", "is_active", "starts_on", "ends_on")
CENT = Decimal("0.01")
# How a copy may differ, in per cent.
CHEAPEST, DEAREST = -100, 1000


@transaction.atomic
def create(*, name: str, group: CustomerGroup, by: Any, **fields: Any) -> PriceList:
    """Make an empty list for ``group``; ``fields`` are ``is_active``, ``starts_on`` and ``ends_on``.

    Needs ``manage_price_lists``. Raises ``PermissionDenied``, ``ValidationError`` (no name, days the wrong way round,
    a group that is gone), ``TypeError`` for unknown fields.
    """
    rights.require(by, RIGHT)
    price_list = PriceList(group=hold_group(group))
    _fill(price_list, {"name": name, **fields})
    price_list.save()
    finish(price_list, "price_list.created", by=by, products=())
    return price_list


@transaction.atomic
def update(price_list: PriceList, *, by: Any, **fields: Any) -> PriceList:
    """Change its ``FIELDS``; returns it afresh. Open baskets of the group, and of the former group, are priced anew.

    Needs ``manage_price_lists``. Raises like ``create``.
    """
    rights.require(by, RIGHT)
    if "group" in fields:
        fields["group"] = hold_group(fields["group"])
    price_list = hold(price_list, by)
    before = {name: getattr(price_list, name) for name in FIELDS}
    _fill(price_list, fields)
    changes = {name: (old, new) for name, old in before.items() if old != (new := getattr(price_list, name))}
    if changes:
        price_list.save()
        finish(
            price_list, "price_list.changed", by=by, changes=changes, products=() if {*changes} == {"name"} else None
        )
    if "group" in changes:
        repricing.reprice(before["group"].pk, None, by=by)
    return price_list


@transaction.atomic
def delete(price_list: PriceList, *, by: Any) -> int:
    """Delete the list with its lines; open baskets are priced anew. Returns how many lines it were.

    Needs ``manage_price_lists``. Raises ``PermissionDenied``, ``ValidationError`` when it is gone already.
    """
    price_list = hold(price_list, by)
    lines = _delete(price_list, by)
    repricing.reprice(price_list.group_id, None, by=by)
    return lines


def follow(group: CustomerGroup, *, into: CustomerGroup | None, by: Any) -> None:
    """Say what becomes of the lists of a group that is about to go; called in the transaction that deletes it.

    They go to ``into``, switched off: its people's prices change when somebody decides so. Otherwise they are deleted.
    """
    for price_list in PriceList.objects.select_for_update().filter(group=group).order_by("pk"):
        if into is None:
            _delete(price_list, by)
            continue
        changes = {"group": (group, into), "is_active": (price_list.is_active, False)}
        price_list.group, price_list.is_active = into, False
        price_list.save()
        finish(price_list, "price_list.changed", by=by, changes=changes, products=())


@transaction.atomic
def copy(
    price_list: PriceList, *, group: CustomerGroup, by: Any, name: str = "", percent: Decimal = Decimal(0)
) -> PriceList:
    """Make the same list for ``group``, with all prices ``percent`` higher, or lower where it is less than zero.

    A line of so many per cent off is changed so that what is paid changes by ``percent``; it never gets dearer than
    the product's own price. Needs ``manage_price_lists``. Raises like ``create``, and when a price gets too high.
    """
    rights.require(by, RIGHT)
    held = hold_group(group)
    source = hold(price_list, by)
    if not CHEAPEST <= percent <= DEAREST:
        raise ValidationError({"percent": _("Enter a number between −100 and 1,000.")})
    made = PriceList(group=held, is_active=source.is_active, starts_on=source.starts_on, ends_on=source.ends_on)
    _fill(made, {"name": name or source.name})
    made.save()
    lines = [_changed(line, made, (100 + percent) / 100) for line in source.lines.all()]
    PriceListLine.objects.bulk_create(lines, batch_size=500)
    facts = {"copied_from": source.name, "percent": percent, "lines": len(lines)}
    finish(made, "price_list.created", by=by, facts=facts)
    return made


def _delete(price_list: PriceList, by: Any) -> int:
    lines = price_list.lines.count()
    facts = {"price_list": price_list.pk, "name": price_list.name, "group": price_list.group, "lines": lines}
    activity.record(None, "price_list.deleted", by=by, facts=facts)
    signals.price_list_changed.send(sender=PriceList, price_list=price_list, by=by)
    # By a query, so that the list keeps its key for those who look at it after the transaction.
    PriceList.objects.filter(pk=price_list.pk).delete()
    return lines


def _changed(line: PriceListLine, made: PriceList, factor: Decimal) -> PriceListLine:
    copied = PriceListLine(price_list=made, product_id=line.product_id, range_id=line.range_id)
    if line.price is not None:
        copied.price = (line.price * factor).quantize(CENT, ROUND_HALF_UP)
    else:
        off = 100 - (100 - (line.percent or 0)) * factor
        copied.percent = max(off, Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    try:
        texts.clean(copied, {"price", "percent"})
    except ValidationError as error:
        raise ValidationError({"percent": _("With so many per cent a price gets too high.")}) from error
    return copied


def _fill(price_list: PriceList, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A price list has no field {name!r} to set.")
        setattr(price_list, name, " ".join(texts.text(value).split()) if name == "name" else value)
    texts.clean(price_list, {"name", "is_active", "starts_on", "ends_on"})
    if price_list.starts_on and price_list.ends_on and price_list.ends_on < price_list.starts_on:
        raise ValidationError({"ends_on": _("The last day lies before the first one.")})
