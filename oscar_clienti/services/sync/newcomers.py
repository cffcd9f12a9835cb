"""The copied columns of somebody who has just come: what ``copies`` says of a person without orders, in Python.

An import writes a thousand people at once and knows all that ``copies`` would look up again. A test holds both equal.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from oscar_clienti.models import CustomerGroup, State, Tag
from oscar_clienti.text import fold

_SEPARATORS = str.maketrans("", "", " -/.()")


def copies_of(
    *,
    active: bool,
    email: str,
    first_name: str,
    last_name: str,
    date_joined: datetime,
    own: Mapping[str, Any],
    group: CustomerGroup | None,
    first_tag: Tag | None,
    addresses: Sequence[Any],
) -> dict[str, Any]:
    """Return ``{column: value}`` for every copied column.

    ``own`` are the customer's own fields, ``addresses`` Oscar's address objects in the order of their keys, and
    ``first_tag`` that of the customer's tags which the database sorts first.
    """
    address = _default(addresses)
    city, postcode, address_phone = _place(address)
    phone: str = own.get("phone", "")
    birthday: date | None = own.get("birthday")
    texts = [first_name, last_name, email, phone, address_phone, _compact(phone), _compact(address_phone)]
    texts += [own.get(name, "") for name in ("company", "vat_number", "tax_code")]
    name = f"{last_name} {first_name}".strip(" ")
    return {
        "state": State.ACTIVE.value if active else State.INACTIVE.value,
        "email": email,
        "first_name": first_name,
        "last_name": last_name,
        "date_joined": date_joined,
        "country_code": (address.country_id or "") if address else "",
        "city": city,
        "postcode": postcode,
        "contact_phone": (phone or address_phone)[:32],
        "num_orders": 0,
        "total_spent": Decimal("0.00"),
        "first_order_at": None,
        "last_order_at": None,
        "birth_month": birthday.month if birthday else None,
        "sort_name": fold(name or email)[:120],
        "group_key": group.name_key if group else "",
        "tag_key": first_tag.name_key if first_tag else "",
        "email_key": fold(email)[:254],
        "search_text": fold(" ".join([*texts, city, postcode]).strip(" ")),
    }


def _default(addresses: Sequence[Any]) -> Any:
    """Shipping before billing before the newest, as ``copies`` orders them."""
    ranked = [
        (one.is_default_for_shipping, one.is_default_for_billing, number, one) for number, one in enumerate(addresses)
    ]
    return max(ranked, key=lambda rank: rank[:3])[3] if ranked else None


def _place(address: Any) -> tuple[str, str, str]:
    if address is None:
        return "", "", ""
    return (address.line4 or "")[:255], (address.postcode or "")[:64], _stored_phone(address.phone_number)


def _stored_phone(phone: Any) -> str:
    """A number as its column keeps it: E.164 where it is a number, else what was typed."""
    if not phone:
        return ""
    if getattr(phone, "is_valid", lambda: False)():
        return str(phone.as_e164)
    return str(getattr(phone, "raw_input", phone))


def _compact(phone: str) -> str:
    compact = phone.translate(_SEPARATORS)
    return "" if compact == phone else compact
