"""A filter is one condition with its form fields, its words and its SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from ..querysets import CustomerQuerySet
from ..registries import Registry

Raw = Mapping[str, list[str]]
Values = Mapping[str, Any]
Fields = Mapping[str, forms.Field]


@dataclass(frozen=True)
class Chip:
    """One active condition in words. ``without`` are the (name, value) pairs whose removal takes it away."""

    text: str
    without: tuple[tuple[str, str], ...]


class Filter:
    """Subclass, say ``key`` and ``label``, and register an instance.

    ``fields()`` names the address parameters and how each is understood; ``apply`` and ``chips`` get the cleaned
    values of those that were given and are not empty. ``section`` puts it under a heading of the filter sheet.
    """

    key: str
    label: str | Promise
    section: str = "customer"
    # Do its people crowd at one end of an order (old last orders: old customers)? Then the list finds them first and
    # sorts them afterwards, if they are not too many.
    skewed: bool = False
    # Does the sheet of filters offer it to who does not use it yet?
    offered: bool = True

    def fields(self) -> dict[str, forms.Field]:
        """Return the form fields by parameter name; built anew for each filter that is active."""
        raise NotImplementedError

    def names(self) -> tuple[str, ...]:
        """The parameter names, without building the fields; override where they are not just ``key``."""
        return (self.key,)

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        """Narrow ``customers``."""
        raise NotImplementedError

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        """Say the condition in words; ``raw`` are the parameters as in the address, ``fields`` those built for them."""
        raise NotImplementedError


filters: Registry[Filter] = Registry("filter")


def pairs(raw: Raw, *names: str) -> tuple[tuple[str, str], ...]:
    """Every (name, value) that the address has for ``names``."""
    return tuple((name, value) for name in names for value in raw.get(name, []))
