"""A shop full of invented customers with orders, addresses, groups, tags and consents, written by SQL; made once."""

from collections.abc import Sequence

from . import sync as users
from .measuring import boss, execute, tell

GROUPS, TAGS = ("Retail", "Trade", "VIP"), ("fair", "garden", "spring", "web")
# Nobody has these yet.
NEW_GROUP, NEW_TAGS = "summer", ("gift", "new")

# Everybody's fields, and the copies that follow from them.
FIELDS = """
UPDATE oscar_clienti_customer c SET
    company = CASE WHEN mod(c.user_id, 5) = 0 THEN 'Firm ' || c.user_id ELSE '' END,
    vat_number = CASE WHEN mod(c.user_id, 5) = 0 THEN 'IT' || lpad(c.user_id::text, 11, '0') ELSE '' END,
    phone = '+39011' || lpad(c.user_id::text, 7, '0'), birthday = date '1950-01-01' + mod(c.user_id::int, 18000),
    language = CASE WHEN mod(c.user_id, 3) = 0 THEN 'en' ELSE 'it' END, source = 'import',
    group_id = g.id, group_key = coalesce(g.name_key, ''), tag_key = coalesce(t.name_key, ''),
    email_consent = mod(c.user_id, 3)
FROM oscar_clienti_customer same
LEFT JOIN oscar_clienti_customergroup g ON g.id = mod(same.user_id, 7)
LEFT JOIN oscar_clienti_tag t ON t.id = mod(same.user_id, 9)
WHERE same.user_id = c.user_id
"""
WORN = """
INSERT INTO oscar_clienti_customer_tags (customer_id, tag_id)
SELECT c.user_id, t.id FROM oscar_clienti_customer c JOIN oscar_clienti_tag t ON t.id = mod(c.user_id, 9)
"""
CONSENTS = """
INSERT INTO oscar_clienti_consentevent (customer_id, channel, state, address, source, wording, wording_language, how,
    by_name, at)
SELECT user_id, 'email', email_consent, email, 'import', '', '', 'Fair in Milan', '', date_joined
FROM oscar_clienti_customer WHERE email_consent > 0
"""


def fill(rows: int) -> None:
    """Let there be ``rows`` customers, unless there are."""
    from django.contrib.auth import get_user_model

    from oscar_clienti.services import sync

    shoppers = get_user_model().objects.filter(is_staff=False)
    if shoppers.count() == rows:
        return
    tell(f"filling the database with {rows:,} customers")
    execute(
        "TRUNCATE auth_user, order_order, oscar_clienti_customergroup, oscar_clienti_tag, oscar_clienti_job "
        "RESTART IDENTITY CASCADE"
    )
    users.fill(rows)
    boss()
    sync.run(restart=True)
    _label(GROUPS, TAGS)
    execute(FIELDS, WORN, CONSENTS, "VACUUM (FULL, ANALYZE) oscar_clienti_customer", "VACUUM ANALYZE")
    _label([NEW_GROUP], NEW_TAGS)


def _label(groups: Sequence[str], tags: Sequence[str]) -> None:
    from oscar_clienti.models import CustomerGroup, Tag

    for model, names in ((CustomerGroup, groups), (Tag, tags)):
        for name in names:
            model.objects.create(name=name)
