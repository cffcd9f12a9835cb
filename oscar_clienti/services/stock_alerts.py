"""Who asked by e-mail to hear when a product is there again finds it in the account, once the address is proven."""

from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from . import rights


@transaction.atomic
def hand_over(user: Any, email: str) -> int:
    """Give ``user`` the confirmed alerts that wait for ``email``; returns how many. Staff and partners get none.

    Oscar does it for its own user model alone, and as soon as an account names the address
    (``oscar/apps/customer/abstract_models.py``, ``_migrate_alerts_to_user``).
    """
    if rights.works_here(user):
        return 0
    ProductAlert = get_model("customer", "ProductAlert")
    waiting = ProductAlert.objects.filter(user=None, email__iexact=email, status=ProductAlert.ACTIVE)
    mine = ProductAlert.objects.filter(user=user, status=ProductAlert.ACTIVE).values("product")
    waiting.filter(pk__in=list(waiting.filter(product__in=mine).values_list("pk", flat=True))).delete()
    return waiting.update(user=user, key="", email="")
