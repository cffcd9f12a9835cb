"""The address book: fifteen columns for each of the first five addresses, the default ones in front."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ..many import Among
from .base import FamilyColumn, file_columns
from .countries import Country
from .spellings import Spelling, Text, Whole, YesNo
from .spelt import Spelt

NUMBERS = range(1, 6)
_LABELS = {
    "id": _("Address {number}: number in the address book"),
    "title": _("Address {number}: title"),
    "first_name": _("Address {number}: first name"),
    "last_name": _("Address {number}: last name"),
    "line1": _("Address {number}: first line"),
    "line2": _("Address {number}: second line"),
    "line3": _("Address {number}: third line"),
    "line4": _("Address {number}: city"),
    "state": _("Address {number}: state or province"),
    "postcode": _("Address {number}: postcode"),
    "country": _("Address {number}: country"),
    "phone_number": _("Address {number}: phone"),
    "notes": _("Address {number}: instructions"),
    "is_default_for_shipping": _("Address {number}: default for shipping"),
    "is_default_for_billing": _("Address {number}: default for billing"),
}
FIELDS = tuple(_LABELS)
_SPELLINGS: dict[str, Spelling] = {
    "id": Whole(),
    "country": Country(),
    "is_default_for_shipping": YesNo(),
    "is_default_for_billing": YesNo(),
}

_READ = (*(field for field in FIELDS if field != "phone_number"), "phone_number")

# The values of ``_READ``.
Address = tuple[Any, ...]


def read_addresses(pks: Sequence[int]) -> dict[int, list[Address]]:
    """The addresses of each of these customers, in the order of their numbers: one question for all of them."""
    books: dict[int, list[Address]] = {}
    addresses = get_model("address", "UserAddress")._default_manager.filter(Among("user_id", pks))
    # As text: the number as an object of its own would take longer than all the rest.
    phone = Cast("phone_number", CharField())
    ordered = addresses.order_by("-is_default_for_shipping", "-is_default_for_billing", "pk")
    for user, *address in ordered.values_list("user_id", *_READ[:-1], phone):
        books.setdefault(user, []).append(tuple(address))
    return books


class AddressColumn(Spelt, FamilyColumn):
    """``field`` of the ``number``-th address."""

    def __init__(self, number: int, field: str, label: str | Promise, spelling: Spelling) -> None:
        self.key, self.label, self.spelling = f"address{number}_{field}", label, spelling
        self.number, self.field, self.place = number, field, _READ.index(field)
        self.family = read_addresses

    def pick(self, record: Sequence[Address]) -> Any:
        return record[self.number - 1][self.place] if len(record) >= self.number else None


def register_addresses() -> None:
    model = get_model("address", "UserAddress")
    spellings = {field: _SPELLINGS.get(field) or Text.of(model, field) for field in FIELDS}
    for number in NUMBERS:
        for field, label in _LABELS.items():
            numbered = format_lazy(label, number=number)
            file_columns.register(AddressColumn(number, field, numbered, spellings[field]))
