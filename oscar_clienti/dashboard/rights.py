"""The rights that pages, tabs and buttons name: a codename of ours, or "app.codename" of somebody else's."""

from typing import Any


def full_name(right: str) -> str:
    """Return ``right`` as Django asks for it."""
    return right if "." in right else f"oscar_clienti.{right}"


def may(user: Any, right: str) -> bool:
    """Does ``user`` hold ``right``? Only for what is shown; whoever acts is asked again by the page and the service."""
    return user.has_perm(full_name(right))
