"""Writing down by which way somebody became a customer."""

from typing import Any

from ..models import Customer
from ..sources import Source


def arrived(user_id: Any, *, source: Source, language: str = "") -> None:
    """Set where a customer is from and the language of the page, unless these are known already."""
    Customer.objects.filter(pk=user_id, source="").update(source=source.key)
    Customer.objects.filter(pk=user_id, language="").update(language=language)
