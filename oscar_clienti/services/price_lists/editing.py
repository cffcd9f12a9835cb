"""How every change of a price list begins and ends; called inside the transaction of the change."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import signals
from ...models import CustomerGroup, PriceList
from .. import activity, labels, rights
from . import repricing

RIGHT = "manage_price_lists"

for _key, _label in {
    "price_list.created": gettext_lazy("Price list created"),
    "price_list.changed": gettext_lazy("Price list changed"),
    "price_list.deleted": gettext_lazy("Price list deleted"),
}.items():
    activity.kinds.register(activity.Kind(_key, _label))


def hold_group(group: CustomerGroup) -> CustomerGroup:
    """Keep the group from being deleted until the end of the transaction. Raises ``ValidationError`` if it is gone."""
    (held,) = labels.locked(CustomerGroup, group)
    return held


def hold(price_list: PriceList, by: Any) -> PriceList:
    """Return the list as it is now, for this change alone.

    Raises ``PermissionDenied``, ``ValidationError`` when it is gone.
    """
    rights.require(by, RIGHT)
    held = PriceList.objects.select_for_update().filter(pk=price_list.pk).first()
    if held is None:
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."))
    return held


def finish(
    price_list: PriceList,
    kind: str,
    *,
    by: Any,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
    products: repricing.Products = None,
) -> None:
    """Write the change down, announce it, and price the open baskets of the group anew: those with ``products``."""
    known = {"price_list": price_list.pk, "name": price_list.name, "group": price_list.group}
    activity.record(None, kind, by=by, changes=changes, facts={**known, **(facts or {})})
    signals.price_list_changed.send(sender=PriceList, price_list=price_list, by=by)
    repricing.reprice(price_list.group_id, products, by=by)
