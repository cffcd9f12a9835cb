"""For designers: the group of who is looking, in every shop page."""

from typing import Any

from .services import groups


def customer_group(request: Any) -> dict[str, Any]:
    """Give ``customer_group`` (a group or ``None``) and ``customer_group_class`` to every template.

    Both are called by the template when it uses them: no query before, none for visitors, one in all for others.
    The class is ``customer-group-<slug>``, or ``customer-group-none`` for those who are in no group.
    """
    return {"customer_group": lambda: _group(request), "customer_group_class": lambda: _css_class(request)}


def _group(request: Any) -> Any:
    return groups.of(getattr(request, "user", None))


def _css_class(request: Any) -> str:
    group = _group(request)
    return f"customer-group-{group.slug if group else 'none'}"
