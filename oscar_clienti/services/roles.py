"""The ready-made role "Customer care"."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

CUSTOMER_CARE = "Customer care"
RIGHTS = (
    "view_customer",
    "add_customer",
    "change_customer",
    "change_customer_email",
    "manage_tags",
    "view_conversation",
    "change_conversation",
    "message_customers",
    "view_note",
    "add_note",
)


def create_customer_care(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, apps: Any = None, **kwargs: Any) -> None:
    """Make the role once, after ``migrate``; what the shop does with it later is the shop's.

    Called for every app, but only the end of ours is the time when our permissions exist.
    """
    if sender.label != "oscar_clienti":
        return
    from django.contrib.auth.models import Group, Permission

    create_permissions(sender, using=using, verbosity=0)
    role, made = Group.objects.using(using).get_or_create(name=CUSTOMER_CARE)
    if made:
        role.permissions.set(
            Permission.objects.using(using).filter(content_type__app_label="oscar_clienti", codename__in=RIGHTS)
        )
