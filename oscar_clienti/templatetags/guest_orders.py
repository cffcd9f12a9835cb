"""What guests are told about their account: ``{% load guest_orders %}``."""

from typing import Any

from django import template
from django.apps import apps
from django.conf import settings

from .. import conf

register = template.Library()


@register.simple_tag
def guest_account_url(order: Any) -> str:
    """The page where a guest gets a link to their account; nothing for orders of people who were signed in.

    It is the same for every guest, whoever has an account: nobody may learn from an order who has one. Nothing either
    where the shop has Oscar's own door, which sends no links, or where orders don't find their owner.
    """
    ours = apps.is_installed("oscar_clienti.accounts") and conf.get("GUEST_ORDERS_FIND_OWNER")
    return str(settings.LOGIN_URL) if ours and order.guest_email else ""
