"""Delete the account, keep the orders: what would happen, and doing it."""

from .erasing import DOMAIN, erase
from .leaving import leave, link_holds, send_link
from .personal import PersonalRows, personal_rows
from .planning import Count, Effects, Plan, plan

__all__ = [
    "DOMAIN",
    "Count",
    "Effects",
    "PersonalRows",
    "Plan",
    "erase",
    "leave",
    "link_holds",
    "personal_rows",
    "plan",
    "send_link",
]
