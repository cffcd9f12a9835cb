"""An order has just been placed."""

import logging
from typing import Any

from django.db import connections, router, transaction
from django.utils import translation

from ... import conf
from ...models import GuestOrder
from .settling import settle

logger = logging.getLogger("oscar_clienti")


def placed(order: Any) -> None:
    """Find the owner of a guest's order, or make one. Never raises, because nobody's checkout may fail for it: what
    goes wrong is logged with the number of the order and without a word about the person, and
    ``clienti_claim_guest_orders`` does it later.
    """
    if order.user_id is not None or not order.guest_email or not conf.get("GUEST_ORDERS_FIND_OWNER"):
        return
    language = translation.get_language() or ""
    if _sees_only_the_past():
        transaction.on_commit(lambda: _settle(order, language), using=router.db_for_write(GuestOrder), robust=True)
    else:
        _settle(order, language)


def _settle(order: Any, language: str) -> None:
    try:
        settle([order], language=language)
    except Exception as error:
        logger.error("Order %s: its owner could not be looked for (%s).", order.number, type(error).__name__)


def _sees_only_the_past() -> bool:
    """In a long transaction at REPEATABLE READ, MariaDB shows what was there when it began: not the account that
    somebody else made for the same address a moment ago.
    """
    db: Any = connections[router.db_for_write(GuestOrder)]
    return db.vendor == "mysql" and db.in_atomic_block and db.isolation_level != "read committed"
