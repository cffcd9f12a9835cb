"""Whom an export is about."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import parse_qs

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...filters import CustomerFilter, filters
from ...models import Customer, CustomerGroup, Segment, Tag
from ...querysets import CustomerQuerySet
from ...text import fold
from ...typed import whole_number

EVERYBODY, MATCHING, CHOSEN = "everybody", "matching", "chosen"


@dataclass(frozen=True)
class Selection:
    """Those who match ``query`` (a serialised filter), those with ``pks``, or everybody; ``name`` is the segment's.

    Staff, superusers, partners and deleted accounts are in none of them.
    """

    kind: str
    query: str = ""
    pks: tuple[int, ...] = ()
    name: str = ""

    @classmethod
    def everybody(cls) -> Self:
        """Active and inactive customers."""
        return cls(EVERYBODY)

    @classmethod
    def of(cls, pks: Iterable[int]) -> Self:
        return cls(CHOSEN, pks=tuple(dict.fromkeys(pks)))

    @classmethod
    def segment(cls, segment: Segment) -> Self:
        """Those who are in the segment at this moment. Raises ``ValidationError`` as ``matching`` does."""
        return cls(MATCHING, cls.matching(segment.query).query, name=segment.name)

    @classmethod
    def matching(cls, query: str) -> Self:
        """Those who match, for instance ``"group=vip&marketing=yes"``: groups and tags by number or by name.

        Raises ``ValidationError`` for a condition that can't be understood: without it, more people would match.
        """
        given = parse_qs(query.removeprefix("?"), keep_blank_values=True)
        known = {name for item in filters for name in item.names()}
        if strange := [name for name in given if name not in known]:
            words = _("There is no filter “%(name)s”. There are: %(known)s.")
            raise ValidationError(words % {"name": strange[0], "known": ", ".join(sorted(known))}, code="filter")
        return cls(MATCHING, str(_understood(CustomerFilter(_by_number(given)))))

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**{**stored, "pks": tuple(stored["pks"])})

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "pks": list(self.pks)}

    def customers(self) -> CustomerQuerySet:
        """They, as they are found now. Raises ``ValidationError`` when the filter means nothing any more."""
        if self.kind == MATCHING:
            return _understood(CustomerFilter.from_string(self.query)).apply()
        shoppers = Customer.objects.shoppers()
        return shoppers.filter(pk__in=self.pks) if self.kind == CHOSEN else shoppers

    def words(self) -> list[str]:
        """Who it is, condition by condition."""
        if self.kind == EVERYBODY:
            return [_("Everybody, active and inactive")]
        if self.kind == CHOSEN:
            number = len(self.pks)
            return [ngettext("%(number)s chosen customer", "%(number)s chosen customers", number) % {"number": number}]
        named = [_("Segment “%(name)s”") % {"name": self.name}] if self.name else []
        chips = [chip.text for chip in CustomerFilter.from_string(self.query).chips()]
        return named + (chips or [_("Active customers")])


def _understood(found: CustomerFilter) -> CustomerFilter:
    for name, reasons in found.errors.items():
        words = _("The filter “%(name)s” can't be understood: %(reason)s")
        label = found.fields[name].label
        raise ValidationError(words % {"name": label, "reason": " ".join(reasons)}, code="filter")
    return found


def _by_number(given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Groups and tags that stand there by name or slug get the numbers that the filters know them by."""
    labels: dict[str, Any] = {"group": CustomerGroup, "tag": Tag}
    return {
        name: [_number_of(labels[name], value) for value in values] if name in labels else values
        for name, values in given.items()
    }


def _number_of(model: Any, value: str) -> str:
    if (number := whole_number(value)) is not None and model.objects.filter(pk=number).exists():
        return value
    for condition in ({"slug": value}, {"name_key": fold(" ".join(value.split()))[:64]}):
        if pk := model.objects.filter(**condition).values_list("pk", flat=True).first():
            return str(pk)
    return value  # The filter says that there is none.
