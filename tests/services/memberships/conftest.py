"""Groups, and orders of any day: made as rows, for no signal shall move anybody before a test says so."""

import itertools
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_clienti.services import groups
from tests.conftest import customer_of

_numbers = itertools.count(1)


@pytest.fixture
def clock(monkeypatch):
    """Call it with a moment, and it is that moment for everybody who asks Django."""

    def stand(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.fromisoformat(moment))

    return stand


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def gold(alice, vip):
    """Behind VIP."""
    return groups.create(name="Gold", by=alice)


def ordered(user, total, *, days_ago=1, at=None, status="Complete", currency="EUR"):
    """An order of ``user``, placed so many days ago at noon."""
    customer_of(user)
    noon = datetime.combine(timezone.localdate() - timedelta(days=days_ago), time(12))
    Order = get_model("order", "Order")
    number = f"M{next(_numbers)}"
    order = Order(
        number=number, user=user, currency=currency, total_incl_tax=Decimal(total), total_excl_tax=Decimal(total),
        status=status, date_placed=at or timezone.make_aware(noon),
    )  # fmt: skip
    return Order.objects.bulk_create([order])[0]
