"""What staff must not overlook about a customer: ``{% load customer_notes %}``."""

from typing import Any

from django import template

from ..models import Customer, Note
from ..services import notes

register = template.Library()


@register.simple_tag(takes_context=True)
def customer_alert(context: dict[str, Any], customer_id: Any) -> Note | None:
    """The alert of a customer, for who may read notes: ``{% customer_alert order.user_id as alert %}``.

    Show it with ``{% include "oscar_clienti/dashboard/notes/_alert.html" %}``.
    """
    user = getattr(context.get("request"), "user", None)
    if not customer_id or user is None or not user.has_perm("oscar_clienti.view_note"):
        return None
    return notes.alert_of(Customer.objects.filter(pk=customer_id).first())
