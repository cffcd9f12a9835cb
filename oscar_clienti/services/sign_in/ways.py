"""How people sign in at this shop: the setting ``SIGN_IN`` in words that templates understand."""

from typing import NamedTuple

from ... import conf


class Ways(NamedTuple):
    """Which ways the sign-in page offers; ``link_first`` when the link is what people see at once."""

    link: bool
    password: bool
    link_first: bool


def ways() -> Ways:
    """Return what the shop chose. Passwords keep working under "link": their form is only one click further away."""
    chosen = conf.get("SIGN_IN")
    return Ways(link=chosen != "password", password=True, link_first=chosen == "link")
