"""The addresses of a row: found again by their number or by what they say, else added; never deleted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ..file_columns import file_columns
from .context import Context
from .rows import Row

_KEY = re.compile(r"address(\d+)_(\w+)")
FLAGS = ("is_default_for_shipping", "is_default_for_billing")
# Under which the activity keeps the number of the default whose place another address took.
FORMER = {"is_default_for_shipping": "former_shipping_default", "is_default_for_billing": "former_billing_default"}
# Without any of these there is no address, only a name, a country or a phone.
_SUBSTANCE = ("line1", "line2", "line3", "line4", "postcode")
_JUDGED_ELSEWHERE = ("user", "hash", "search_text", "code", "country", "phone_number", "date_created")


@dataclass(slots=True)
class AddressChange:
    """An address to add, or one that is there with what changes about it."""

    address: Any
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.address.pk is None


def plan(row: Row, there: Sequence[Any], context: Context) -> list[AddressChange]:
    """Say what the row's addresses add to those that are ``there``; what is wrong with one refuses the row."""
    planned: list[AddressChange] = []
    for number, given in sorted(_given(row).items()):
        wanted = {name: value for name, value in given.items() if name != "id"}
        old = _numbered(given, there)
        if old is None and not any(wanted.get(name) for name in _SUBSTANCE):
            continue
        change = _changed(old, wanted, context) if old else _found_or_new(row, wanted, there, planned, context)
        if change and _is_right(row, number, change.address):
            planned.append(change)
    if not there and planned and not any(getattr(one.address, flag) for one in planned for flag in FLAGS):
        for flag in FLAGS:
            setattr(planned[0].address, flag, True)
    return planned


def read(pks: Iterable[int]) -> dict[int, list[Any]]:
    """The address books of these customers, each in the order of its keys."""
    books: dict[int, list[Any]] = {}
    for address in get_model("address", "UserAddress").objects.filter(user__in=list(pks)).order_by("pk"):
        books.setdefault(address.user_id, []).append(address)
    return books


def defaults(pks: Iterable[int]) -> dict[tuple[int, str], int]:
    """The numbers of the default addresses, by customer and purpose."""
    books = get_model("address", "UserAddress").objects.filter(user__in=list(pks))
    found = (books.filter(**{flag: True}).values_list("user", "pk") for flag in FLAGS)
    return {(user, flag): pk for flag, rows in zip(FLAGS, found, strict=True) for user, pk in rows}


def spare_phones(row: Row, there: Sequence[Any], context: Context) -> list[tuple[str, bool]]:
    """The row's numbers that no address can keep, and whether nobody could read them: two in one cell, say.

    The others stand in an address that is none.
    """
    spare = []
    for _place, given in sorted(_given(row).items()):
        text = str(given.get("phone_number") or "")
        old = _numbered(given, there)
        country = given.get("country") or (old.country_id if old else context.decisions.country)
        unread = not _number(text, country)
        if text and (unread or not (old or any(given.get(name) for name in _SUBSTANCE))):
            spare.append((text, unread))
    return spare


def _given(row: Row) -> dict[int, dict[str, Any]]:
    given: dict[int, dict[str, Any]] = {}
    for key, value in row.values.items():
        if key.startswith("address") and (match := _KEY.fullmatch(key)):
            given.setdefault(int(match[1]), {})[match[2]] = value
    return given


def _numbered(given: Mapping[str, Any], there: Sequence[Any]) -> Any:
    """The address with the number of the file; one that an earlier row adds has none yet."""
    return next((one for one in there if one.pk and one.pk == given.get("id")), None)


def _found_or_new(
    row: Row, wanted: Mapping[str, Any], there: Sequence[Any], planned: Sequence[AddressChange], context: Context
) -> AddressChange | None:
    new = _fill(get_model("address", "UserAddress")(), _completed(row, wanted, context), context)
    new.hash = new.generate_hash()
    for one in planned:
        if str(one.address.hash) == str(new.hash):
            _share_flags(one.address, new)
            return None
    twin = next((one for one in there if str(one.hash) == str(new.hash)), None)
    if twin is None:
        return AddressChange(new)
    if twin.pk is None:
        _share_flags(twin, new)
        return None
    rest = {name: value for name, value in wanted.items() if name in (*FLAGS, "phone_number", "notes") and value}
    return _changed(twin, rest, context)


def _share_flags(address: Any, twin: Any) -> None:
    """Shops write the billing address again as the shipping address: one address, for both."""
    for flag in FLAGS:
        setattr(address, flag, getattr(address, flag) or getattr(twin, flag))


def _changed(old: Any, wanted: Mapping[str, Any], context: Context) -> AddressChange | None:
    before = {name: value_of(old, name) for name in wanted}
    _fill(old, {name: value for name, value in wanted.items() if value != before[name]}, context)
    changes = {name: (was, value_of(old, name)) for name, was in before.items() if value_of(old, name) != was}
    return AddressChange(old, changes) if changes else None


def _completed(row: Row, wanted: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """An address without a name is the customer's own, one without a country lies where the merchant said."""
    names = {name: row.values.get(name, "") for name in ("first_name", "last_name")}
    named = any(wanted.get(name) for name in names)
    return {**({} if named else names), "country": context.decisions.country, **wanted}


def _fill(address: Any, values: Mapping[str, Any], context: Context) -> Any:
    for name, value in values.items():
        if name == "country":
            address.country = context.countries.get(value)
        elif name == "phone_number":
            continue
        else:
            setattr(address, name, value)
    if number := _number(str(values.get("phone_number") or ""), address.country_id):
        address.phone_number = number
    address.postcode = _mended(address.postcode or "", address.country_id)
    return address


def value_of(address: Any, name: str) -> Any:
    """What an address says in a field, as plain as a file does."""
    if name == "country":
        return address.country_id or ""
    value = getattr(address, name)
    return str(value or "") if name == "phone_number" else value


def _number(text: str, country: str | None) -> str:
    """The number as the world dials it; what is none changes no address: see ``spare_phones``."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _mended(postcode: str, country: str | None) -> str:
    """A postcode of five figures whose zeros in front a spreadsheet has eaten: 1067 is 01067 in Dresden."""
    rule = get_model("address", "UserAddress").POSTCODES_REGEX.get(country or "", "")
    lost = rule == r"^[0-9]{5}$" and postcode.isdigit() and len(postcode) in (3, 4)
    return postcode.zfill(5) if lost else postcode


def _is_right(row: Row, number: int, address: Any) -> bool:
    if address.country_id is None:
        words = _("This address names no country: choose one for such addresses under “Decide”.")
        row.refuse(f"address{number}_country", "", words)
        return False
    try:
        address.clean_fields(exclude=_JUDGED_ELSEWHERE)
        address.clean()
    except ValidationError as error:
        for name, messages in _by_field(error):
            key = f"address{number}_{name}"
            key = key if key in file_columns else f"address{number}_line1"
            row.refuse(key, str(getattr(address, name, "") or ""), " ".join(messages))
        return False
    return True


def _by_field(error: ValidationError) -> Iterable[tuple[str, list[str]]]:
    if hasattr(error, "error_dict"):
        return [
            (name, [message for one in errors for message in one.messages]) for name, errors in error.error_dict.items()
        ]
    return [("line1", error.messages)]
