"""The limit of an export: one query, one server-side cursor and ``csv``, with nothing that can be configured.

It writes what ours writes to the last byte: formulas made harmless, ISO dates, yes and no.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import Any

BATCH = 2000
DANGEROUS = frozenset("=+-@\t\r\n'＝＋－＠")
CONSENTS = {0: "never asked", 1: "yes", 2: "no", 3: "pending"}


def text(value: str | None) -> str:
    return (f"'{value}" if value[0] in DANGEROUS else value) if value else ""


def yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def day(value: Any) -> str:
    return "" if value is None else value.isoformat()


def plain(value: Any) -> str:
    return "" if value is None else str(value)


def consent(value: int | None) -> str:
    return "" if value is None else CONSENTS[value]


Column = tuple[str, Callable[[Any], str]]
ADDRESS: dict[str, Callable[[Any], str]] = {
    "id": plain, "title": text, "first_name": text, "last_name": text, "line1": text, "line2": text, "line3": text,
    "line4": text, "state": text, "postcode": text, "country": text, "phone_number": text, "notes": text,
    "is_default_for_shipping": yes_no, "is_default_for_billing": yes_no,
}  # fmt: skip
COLUMNS: dict[str, Column] = {
    "id": ("c.user_id", plain),
    **{name: (f"c.{name}", text) for name in ("email", "first_name", "last_name", "phone", "company", "vat_number")},
    **{
        name: (f"c.{name}", text)
        for name in ("tax_code", "sdi_code", "pec", "language", "source", "city", "country_code")
    },
    "birthday": ("c.birthday", day),
    "group": ("g.name", text),
    "group_until": ("c.group_until", day),
    "tags": (
        "(SELECT string_agg(t.name, ', ' ORDER BY t.name) FROM oscar_clienti_customer_tags w "
        "JOIN oscar_clienti_tag t ON t.id = w.tag_id WHERE w.customer_id = c.user_id)",
        text,
    ),
    "tax_exempt": ("c.tax_exempt", yes_no),
    "exemption_reason": ("x.reason", text),
    "exemption_until": ("x.valid_until", day),
    "system_notifications": ("c.system_notifications", yes_no),
    "active": ("u.is_active", yes_no),
    "date_joined": ("c.date_joined", day),
    "orders": ("c.num_orders", plain),
    "total_spent": ("c.total_spent", plain),
    "first_order": ("c.first_order_at", day),
    "last_order": ("c.last_order_at", day),
}
JOINS = {
    "g.": "LEFT JOIN oscar_clienti_customergroup g ON g.id = c.group_id",
    "x.": "LEFT JOIN oscar_clienti_taxexemption x ON x.customer_id = c.user_id",
    "u.": "JOIN auth_user u ON u.id = c.user_id",
}
for _channel, _address in (("email", "c.email"), ("sms", "c.phone")):
    COLUMNS[f"{_channel}_consent"] = (f"c.{_channel}_consent", consent)
    COLUMNS |= {
        f"{_channel}_consent_{name}": (f"{_channel}.{name}", way)
        for name, way in {"at": day, "source": text, "wording": text}.items()
    }
    JOINS[f"{_channel}."] = (
        "LEFT JOIN LATERAL (SELECT at, source, wording FROM oscar_clienti_consentevent e "
        f"WHERE e.customer_id = c.user_id AND e.channel = '{_channel}' AND e.address = {_address} "
        f"ORDER BY e.at DESC, e.id DESC LIMIT 1) {_channel} ON true"
    )
for _number in (1, 2):
    COLUMNS |= {
        f"address{_number}_{name}": (f"a{_number}.{'country_id' if name == 'country' else name}", way)
        for name, way in ADDRESS.items()
    }
    JOINS[f"a{_number}."] = (
        "LEFT JOIN LATERAL (SELECT * FROM address_useraddress a WHERE a.user_id = c.user_id "
        "ORDER BY a.is_default_for_shipping DESC, a.is_default_for_billing DESC, a.id "
        f"LIMIT 1 OFFSET {_number - 1}) a{_number} ON true"
    )


def query(keys: Sequence[str]) -> str:
    expressions = [COLUMNS[key][0] for key in keys]
    joins = [join for alias, join in JOINS.items() if any(one.startswith(alias) for one in expressions)]
    return (
        f"SELECT {', '.join(expressions)} FROM oscar_clienti_customer c {' '.join(joins)} "
        "WHERE c.state IN (1, 2) ORDER BY c.user_id"
    )


def pieces(keys: Sequence[str], headings: Sequence[str]) -> Iterator[bytes]:
    """The whole file, piece by piece."""
    from django.db import connection, transaction

    ways = [COLUMNS[key][1] for key in keys]
    yield b"\xef\xbb\xbf" + _lines([headings])
    with transaction.atomic(), connection.connection.cursor(name="export") as cursor:
        cursor.execute(query(keys))
        while rows := cursor.fetchmany(BATCH):
            yield _lines([[way(value) for way, value in zip(ways, row, strict=True)] for row in rows])


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    made = StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()
