"""What else a group's other price lists say of the same things in the same days."""

from collections.abc import Iterable

from django.db.models import Q

from ...models import PriceList, PriceListLine

Key = tuple[int | None, int | None]


def other_lists(price_list: PriceList) -> list[PriceList]:
    """The group's other lists in force on one of the days of ``price_list``, whether or not it is in force itself."""
    found = PriceList.objects.filter(group=price_list.group_id, is_active=True).exclude(pk=price_list.pk)
    if price_list.ends_on:
        found = found.filter(Q(starts_on=None) | Q(starts_on__lte=price_list.ends_on))
    if price_list.starts_on:
        found = found.filter(Q(ends_on=None) | Q(ends_on__gte=price_list.starts_on))
    return list(found)


def rivals(price_list: PriceList, lines: Iterable[PriceListLine]) -> dict[int, list[PriceListLine]]:
    """For each of these lines, the lines of other lists for the same product, the same range, or everything too."""
    others: dict[Key, list[PriceListLine]] = {}
    lines = list(lines)
    same = Q(product__in=[line.product_id for line in lines if line.product_id])
    same |= Q(range__in=[line.range_id for line in lines if line.range_id]) | Q(product=None, range=None)
    found = PriceListLine.objects.filter(same, price_list__in=other_lists(price_list)).select_related("price_list")
    for other in found.order_by("price_list"):
        others.setdefault(_key(other), []).append(other)
    return {line.pk: others[_key(line)] for line in lines if _key(line) in others}


def _key(line: PriceListLine) -> Key:
    return line.product_id, line.range_id
