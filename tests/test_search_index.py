"""The index behind the search box: made where it can be, told where it can't."""

import logging

import pytest
from django.apps import apps
from django.db import connection

from oscar_clienti.migrations import _search_index

pytestmark = [pytest.mark.django_db, pytest.mark.skipif("connection.vendor != 'postgresql'")]


def there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'clienti_search'")
        return bool(cursor.fetchone()[0])


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make():
    with connection.schema_editor(atomic=False) as editor:
        _search_index.create(apps, editor)


@pytest.fixture
def without_index():
    execute("DROP EXTENSION pg_trgm CASCADE")
    assert not there()


def test_migrating_makes_it():
    assert there()


def test_it_can_be_taken_away_and_made_again():
    with connection.schema_editor(atomic=False) as editor:
        _search_index.drop(apps, editor)
    assert not there()
    make()
    assert there()


def test_without_the_right_the_shop_works_and_is_told(without_index, caplog):
    execute("CREATE ROLE clienti_poor", "SET LOCAL ROLE clienti_poor")
    with caplog.at_level(logging.WARNING, logger="oscar_clienti"):
        make()
    execute("RESET ROLE")
    assert not there()
    assert "CREATE EXTENSION pg_trgm" in caplog.text
