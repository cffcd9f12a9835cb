"""The limit: the same page by hand-written SQL on the same table, with nothing that can be configured.

It shows the same rows and columns in Oscar's dashboard layout. Whatever it leaves out (filters as objects, registries,
preferences, translations of cells) is what our list pays for.
"""

from django.db import connection
from django.shortcuts import render
from django.urls import reverse

from .tasks import TASKS

COLUMNS = (
    "c.user_id, c.email, c.first_name, c.last_name, c.contact_phone, c.country_code, g.name, g.colour, c.source, "
    "c.date_joined, c.email_consent, c.system_notifications, c.num_orders, c.total_spent, c.last_order_at"
)


def customers(request):
    """One page for the task named in the address."""
    task = TASKS[int(request.GET["task"])]
    where = f"c.state = {task.state}" + "".join(f" AND {condition}" for condition in task.where)
    ids = (
        f"SELECT c.user_id FROM oscar_clienti_customer c WHERE {where} "
        f"ORDER BY {task.order} LIMIT 20 OFFSET {task.offset}"
    )
    with connection.cursor() as cursor:
        cursor.execute(ids, task.params)
        found = [pk for (pk,) in cursor.fetchall()]
        rows, tags = _rows(cursor, found), _tags(cursor, found)
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM oscar_clienti_customer c WHERE {where} LIMIT 10001) t", task.params
        )
        total = cursor.fetchone()[0]
    ordered = [(*rows[pk], tags.get(pk, ())) for pk in (reversed(found) if task.backwards else found)]
    detail = reverse("dashboard:user-detail", args=[0])
    return render(request, "benchmarks/limit.html", {"rows": ordered, "total": total, "detail": detail})


def _rows(cursor, found):
    if not found:
        return {}
    marks = ",".join(["%s"] * len(found))
    cursor.execute(
        f"SELECT {COLUMNS} FROM oscar_clienti_customer c LEFT JOIN oscar_clienti_customergroup g ON g.id = c.group_id "
        f"WHERE c.user_id IN ({marks})",
        found,
    )
    return {row[0]: row for row in cursor.fetchall()}


def _tags(cursor, found):
    if not found:
        return {}
    marks = ",".join(["%s"] * len(found))
    cursor.execute(
        "SELECT w.customer_id, t.name, t.colour FROM oscar_clienti_customer_tags w "
        f"JOIN oscar_clienti_tag t ON t.id = w.tag_id WHERE w.customer_id IN ({marks})",
        found,
    )
    tags = {}
    for customer, name, colour in cursor.fetchall():
        tags.setdefault(customer, []).append((name, colour))
    return tags


def floor(request):
    """An empty page in Oscar's dashboard layout: nobody can be faster than this."""
    return render(request, "oscar/dashboard/layout.html")
