"""What waits for somebody in the Customers section, on the dashboard's first page: ``{% load customers_waiting %}``."""

from typing import Any

from django import template

from ..dashboard import queues

register = template.Library()


@register.simple_tag(takes_context=True)
def customers_waiting(context: Any) -> list[queues.Waiting]:
    """The queues that the viewer may work off and where something waits."""
    return queues.waiting(context["request"].user)
