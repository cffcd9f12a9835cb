"""How fast ``clienti_sync`` is against one plain ``INSERT … SELECT`` of ready-made rows, on PostgreSQL, in one run.

    DATABASE_URL=postgres://…/clienti_bench_sync python -m benchmarks.sync [USERS]

Empties the customer table again and again: the name of the database must begin with ``clienti_bench``.
"""

import os
import sys
import time

import django

USERS = """
INSERT INTO {users} ({username}password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined)
SELECT {number}'!', false,
    (array['Mario','Anna','Giò','Lucia','Marco','Giulia','Paolo','Sara','Niccolò','Elena','John','Mary','Hans','Zoë'])
        [1 + mod(i * 7919, 14)],
    (array['Rossi','Bianchi','Verdi','Ferrari','Russo','Müller','Smith','Jones','Esposito','Romano','Ricci','Greco'])
        [1 + mod(i * 104729, 12)] || (array['','','','ini','etti','ello'])[1 + mod(i * 31, 6)],
    'person.' || i || '@' || (array['gmail.com','libero.it','example.com','web.de'])[1 + mod(i * 17, 4)],
    false, mod(i, 33) > 0, now() - random() * interval '1400 days'
FROM generate_series(1::bigint, %s) i
"""
COUNTRIES = """
INSERT INTO address_country (iso_3166_1_a2, iso_3166_1_a3, iso_3166_1_numeric, printable_name, name, display_order,
    is_shipping_country)
SELECT x, '', '', x, x, 0, true FROM unnest(array['IT','DE','FR','GB','US']) x ON CONFLICT DO NOTHING
"""
ADDRESSES = """
INSERT INTO address_useraddress (title, first_name, last_name, line1, line2, line3, line4, state, postcode, search_text,
    phone_number, notes, is_default_for_shipping, is_default_for_billing, num_orders_as_shipping_address,
    num_orders_as_billing_address, hash, date_created, country_id, user_id)
SELECT '', first_name, last_name, 'Via Roma 1', '', '',
    (array['Milano','Roma','Torino','Forlì','Berlin','Paris'])[1 + mod(id::bigint * 7919, 6)], '',
    lpad(mod(id::bigint * 7919, 99999)::text, 5, '0'), '',
    CASE WHEN mod(id, 3) > 0 THEN '+39333' || lpad(mod(id::bigint * 104729, 9999999)::text, 7, '0') ELSE '' END, '',
    true, true, 0, 0, md5(id::text), now(), (array['IT','DE','FR','GB','US'])[1 + mod(id::bigint * 31, 5)], id
FROM {users} WHERE mod(id, 2) = 0
"""
ORDERS = """
INSERT INTO order_order (number, currency, total_incl_tax, total_excl_tax, shipping_incl_tax, shipping_excl_tax,
    shipping_method, shipping_code, status, guest_email, date_placed, user_id, analytics_tracked)
SELECT 'N' || i, CASE WHEN mod(i, 100) = 0 THEN 'USD' ELSE 'EUR' END, round((random() * 200)::numeric, 2), 0, 0, 0, '',
    '', (array['Pending','Complete','Complete','Complete','Shipped','Cancelled'])[1 + mod(i * 7, 6)], '',
    now() - random() * interval '700 days', (SELECT min(id) FROM {users}) + floor((%s - 1) * power(random(), 3))::int,
    false
FROM generate_series(1::bigint, %s * 3 / 2) i
"""


def main(users: int) -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection

    from oscar_clienti.models import Customer
    from oscar_clienti.services import sync

    name = connection.settings_dict["NAME"]
    if connection.vendor != "postgresql" or not name.startswith("clienti_bench"):
        sys.exit(f"The database {name!r} won't do: it must be PostgreSQL and its name begin with clienti_bench.")
    if not get_user_model().objects.exists():
        fill(users)
    users = get_user_model().objects.count()
    found: list[sync.Drift] = []
    empty()
    times = {"run, everybody missing": timed(lambda: sync.run(restart=True))}
    execute("VACUUM ANALYZE oscar_clienti_customer")
    times["check"] = timed(lambda: found.append(sync.check()))
    assert not any(found), f"the run left drift behind: {found}"
    execute(
        "DROP TABLE IF EXISTS ready_made", "CREATE TABLE ready_made AS SELECT * FROM oscar_clienti_customer ORDER BY 1"
    )
    empty()
    columns = ", ".join(field.column for field in Customer._meta.concrete_fields)
    plain = f"INSERT INTO oscar_clienti_customer ({columns}) SELECT {columns} FROM ready_made"
    times["plain INSERT … SELECT"] = timed(lambda: execute(plain))
    execute("DROP TABLE ready_made", "VACUUM ANALYZE oscar_clienti_customer")
    times["run, nothing to do"] = timed(lambda: sync.run(restart=True))
    report(users, times)


def report(users: int, times: dict[str, float]) -> None:
    print(f"{users:,} users")
    for task, seconds in times.items():
        print(f"{task:25} {seconds:8.1f} s {users / seconds:10,.0f} rows/s")
    run, check, plain = times["run, everybody missing"], times["check"], times["plain INSERT … SELECT"]
    print(f"speed of run against plain: {plain / run:.2f} (at least 0.5)")
    print(f"time of check against run:  {check / run:.2f} (at most 0.33)")


def fill(users: int) -> None:
    """Users, half of them with an address, and one and a half orders each, most of them of few people."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    model = get_user_model()
    named = any(field.name == "username" for field in model._meta.fields)
    words = {
        "users": model._meta.db_table,
        "username": "username, " if named else "",
        "number": "'u' || i, " if named else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(USERS.format(**words), [users])
        cursor.execute(COUNTRIES)
        cursor.execute(ADDRESSES.format(**words))
        cursor.execute(ORDERS.format(**words), [users, users])
        cursor.execute("VACUUM ANALYZE")


def empty() -> None:
    execute("TRUNCATE oscar_clienti_customer CASCADE", "VACUUM ANALYZE oscar_clienti_customer", "CHECKPOINT")


def execute(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def timed(task) -> float:
    start = time.perf_counter()
    task()
    seconds = time.perf_counter() - start
    print(f"… {seconds:.1f} s", file=sys.stderr)
    return seconds


if __name__ == "__main__":
    sys.path.insert(0, "sandbox")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
