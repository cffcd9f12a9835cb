"""The limit of an act on all who match: UPDATE, and INSERT … SELECT of its activity rows, batch by batch."""

from typing import Any

from .people import NEW_GROUP, NEW_TAGS

WHO = "SELECT user_id FROM oscar_clienti_customer WHERE state = 1 ORDER BY user_id"
ACTIVITY = """
INSERT INTO oscar_clienti_activity (customer_id, kind, by_id, by_name, changes, facts, at, job_id)
SELECT c.user_id, '{kind}', %(by)s, %(by_name)s, {changes}, '{{}}', now(), %(job)s
FROM oscar_clienti_customer c {join} WHERE c.user_id = ANY(%(pks)s)
"""
UPDATE = "UPDATE oscar_clienti_customer SET {what}, version = version + 1 WHERE user_id = ANY(%(pks)s)"
NAMES = """
(SELECT coalesce(jsonb_agg(t.name ORDER BY t.name), '[]') FROM oscar_clienti_tag t
WHERE t.id IN (SELECT w.tag_id FROM oscar_clienti_customer_tags w WHERE w.customer_id = c.user_id){or_new})
"""
STATES = (
    "SELECT md5(string_agg(concat_ws('|', user_id, group_id, group_key, tag_key, tax_exempt, state, version), ',' "
    "ORDER BY user_id)) FROM oscar_clienti_customer",
    "SELECT md5(string_agg(concat_ws('|', customer_id, kind, by_id, by_name, changes, facts, job_id IS NULL), ',' "
    "ORDER BY customer_id, kind)) FROM oscar_clienti_activity WHERE customer_id IS NOT NULL",
    "SELECT md5(string_agg(concat_ws('|', customer_id, tag_id), ',' ORDER BY customer_id, tag_id)) "
    "FROM oscar_clienti_customer_tags",
    "SELECT count(*)::text FROM auth_user WHERE is_active",
)


def _activity(kind: str, changes: str, join: str = "") -> str:
    return ACTIVITY.format(kind=kind, changes=changes, join=join)


# What is done to each batch; what was before is written down before it changes.
ACTS: dict[str, tuple[str, ...]] = {
    "assign-group": (
        _activity(
            "group.assigned",
            "jsonb_build_object('group', jsonb_build_array(g.name, %(group_name)s::text))",
            "LEFT JOIN oscar_clienti_customergroup g ON g.id = c.group_id",
        ),
        UPDATE.format(what="group_id = %(group)s, group_key = lower(%(group_name)s)"),
    ),
    "add-tags": (
        _activity(
            "tags.changed",
            f"jsonb_build_object('tags', jsonb_build_array({NAMES.format(or_new='')}, "
            f"{NAMES.format(or_new=' OR t.id = ANY(%(tags)s)')}))",
        ),
        "INSERT INTO oscar_clienti_customer_tags (customer_id, tag_id) "
        "SELECT pk, tag FROM unnest(%(pks)s) pk, unnest(%(tags)s) tag ON CONFLICT DO NOTHING",
        UPDATE.format(what="tag_key = least(nullif(tag_key, ''), %(tag_key)s)"),
    ),
    "exempt": (
        UPDATE.format(what="tax_exempt = true"),
        _activity("customer.changed", """'{"tax_exempt": [false, true]}'"""),
    ),
    "deactivate": (
        "UPDATE auth_user SET is_active = false, password = '!' || md5(random()::text) || id WHERE id = ANY(%(pks)s)",
        UPDATE.format(what="state = 2"),
        _activity("customer.deactivated", """'{"is_active": [true, false]}'"""),
    ),
}


def do(act: str, by: Any, batch: int) -> int:
    """Do it to all active customers; returns how many they were."""
    from django.db import connection, transaction

    from oscar_clienti.models import CustomerGroup, Job, Tag

    values: dict[str, Any] = {
        "by": by.pk,
        "by_name": by.email,
        "job": Job.objects.create(kind="bulk").pk,
        "group": CustomerGroup.objects.get(name=NEW_GROUP).pk,
        "group_name": NEW_GROUP,
        "tags": list(Tag.objects.filter(name__in=NEW_TAGS).values_list("pk", flat=True)),
        "tag_key": min(NEW_TAGS),
    }
    with connection.cursor() as cursor:
        cursor.execute(WHO)
        everybody = [pk for (pk,) in cursor.fetchall()]
        for first in range(0, len(everybody), batch):
            values["pks"] = everybody[first : first + batch]
            with transaction.atomic():
                for statement in ACTS[act]:
                    cursor.execute(statement, values)
    return len(everybody)


def state() -> list[str]:
    """What is in the tables now, in short: by hand it must come out as by our services."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for question in STATES:
            cursor.execute(question)
            found += cursor.fetchone()
    return found
