"""Writing down by which way somebody became a customer."""

from typing import Any

from ..models import Customer
from ..sources import Source


def arrived(user_id: Any, *, source: Source) -> None:
    """Set where a customer is from, unless that is known already."""
    Customer.objects.filter(pk=user_id, source="").update(source=source.key)
