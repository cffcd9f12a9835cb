"""One person begins two visits at the same moment: the later one ends the other.

With real connections and real threads; SQLite lets only one write at a time and has nothing to race.
"""

import pytest
from django.db import connection

from oscar_clienti.models import Visit
from oscar_clienti.services import log_in_as
from tests.conftest import customer_of
from tests.racing import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]


@pytest.mark.parametrize("attempt", range(3))
def test_one_of_two_visits_stays_open(alice, bob, carol, attempt):
    people = [customer_of(bob), customer_of(carol)]
    race(*(lambda one=one: log_in_as.start(one, by=alice, reason="Does not find her invoice") for one in people))
    assert Visit.objects.filter(ended_at=None).count() == 1
