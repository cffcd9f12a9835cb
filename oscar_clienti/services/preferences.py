"""How a member of staff likes the list."""

from collections.abc import Iterable
from typing import Any

from ..models import ListPreference


def save(user: Any, *, columns: Iterable[str], page_size: int) -> ListPreference:
    """Keep the columns, in order, and the rows a page for ``user``."""
    wanted = {"columns": list(columns), "page_size": page_size}
    return ListPreference.objects.update_or_create(user=user, defaults=wanted)[0]
