"""Which customers: parsed from an address or a stored string, applied to a queryset, said in words."""

from collections.abc import Iterable, Mapping
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

from django.core.exceptions import ValidationError
from django.forms import Form, MultipleChoiceField
from django.utils.translation import gettext as _

from ..models import Customer
from ..querysets import CustomerQuerySet
from .base import Chip, Filter, filters


class CustomerFilter:
    """The conditions that stand in ``data``, a mapping of parameter names to lists of strings.

    Values that can't be understood are left out and told in ``errors`` (parameter name: messages); the rest counts.
    Parameters that belong to no filter are ignored. Staff, superusers, partners and deleted accounts never match.
    """

    def __init__(self, data: Mapping[str, Iterable[str]]) -> None:
        known = {name: item for item in filters.within(data) for name in item.names()}
        self.raw = {
            name: given
            for name, values in data.items()
            if name in known and (given := [str(value) for value in values if value])
        }
        self.filters: list[Filter] = list(dict.fromkeys(known[name] for name in self.raw))
        form = Form(_Lists(self.raw))
        for item in self.filters:
            form.fields.update({name: field for name, field in item.fields().items() if name in self.raw})
        for name, field in form.fields.items():
            if not isinstance(field, MultipleChoiceField):
                self.raw[name] = self.raw[name][-1:]
        form.is_valid()
        self.fields = form.fields
        self.values: dict[str, Any] = {k: v for k, v in form.cleaned_data.items() if v not in (None, "", [])}
        self.errors: dict[str, list[str]] = {
            name: [str(error) for error in errors] for name, errors in form.errors.items()
        }
        for name in self.errors:
            self.raw.pop(name, None)

    @classmethod
    def from_string(cls, text: str) -> Self:
        """The filter that ``str(filter)`` wrote, for instance ``"group=3&marketing=yes"``."""
        return cls(parse_qs(text.removeprefix("?"), keep_blank_values=True))

    @classmethod
    def exactly(cls, text: str) -> Self:
        """Like ``from_string`` of what ``str(filter)`` wrote, for whoever acts on the people.

        Raises ``ValidationError`` when any of it is not understood: the rest alone would match far more people.
        """
        found = cls.from_string(text)
        if found.errors or str(found) != text:
            raise ValidationError(
                _("A part of the filter is no longer understood: a group or a tag may have been deleted meanwhile.")
            )
        return found

    def __str__(self) -> str:
        """A canonical query string: equal filters are equal strings."""
        return urlencode(sorted((name, value) for name, values in self.raw.items() for value in sorted(values)))

    def __bool__(self) -> bool:
        return bool(self.values)

    def pairs(self) -> list[tuple[str, str]]:
        """Every (name, value) of the address that was understood."""
        return [(name, value) for name, values in self.raw.items() for value in values]

    def active(self) -> list[Filter]:
        """The filters that have something to say."""
        return [item for item in self.filters if any(name in self.values for name in item.names())]

    @property
    def skewed(self) -> bool:
        """Does any of the active filters pick people from one end of an order?"""
        return any(item.skewed for item in self.active())

    def apply(self, customers: CustomerQuerySet | None = None) -> CustomerQuerySet:
        """Narrow ``customers`` (by default everybody) to those who match; always sets the state."""
        found = customers if customers is not None else Customer.objects.all()
        found = filters["state"].apply(found, self.values)
        for item in self.active():
            if item.key != "state":
                found = item.apply(found, self.values)
        return found

    def left_out(self) -> list[str]:
        """What was not understood, in sentences."""
        return [
            _("The filter “%(name)s” was left out: %(reason)s")
            % {"name": self.fields[name].label, "reason": " ".join(errors)}
            for name, errors in self.errors.items()
        ]

    def chips(self) -> list[Chip]:
        """The conditions in words, one by one."""
        return [chip for item in self.active() for chip in item.chips(self.values, self.raw, self.fields)]


class _Lists(dict):
    """Just enough of a ``QueryDict`` for Django's widgets, which ask for ``getlist`` when several values may come."""

    def getlist(self, name: str, default: Any = None) -> list[str]:
        return super().get(name, [])

    def get(self, name: str, default: Any = None) -> Any:
        values = super().get(name)
        return values[-1] if values else default
