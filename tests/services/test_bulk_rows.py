"""Rows written by the thousand say the same as rows written one by one."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, ForeignSpending, Tag
from oscar_clienti.services import bulk_rows
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 2, 29, 12, 30, 45, 123456, tzinfo=UTC)
AWKWARD = "tab\there, line\nbreak, back\\slash, \\N, \\., quote'\", Giò 🍞"


def test_every_value_comes_back_as_it_went_in(bob):
    names = ("customer_id", "kind", "by_name", "changes", "at")
    changes = {"company": [None, AWKWARD], "tax_exempt": [False, True], "orders": [1, 2.5]}
    bulk_rows.insert(Activity, names, [(customer_of(bob).pk, "customer.changed", AWKWARD, changes, LONG_AGO)])
    row = Activity.objects.get()
    assert (row.customer_id, row.by_name, row.changes, row.at) == (bob.pk, AWKWARD, changes, LONG_AGO)


def test_a_moment_that_the_field_would_set_itself_is_the_one_given(bob):
    Email = get_model("communication", "Email")
    bulk_rows.insert(Email, ("user_id", "subject", "date_sent"), [(bob.pk, "Spring", LONG_AGO)])
    assert Email.objects.get().date_sent == LONG_AGO


def test_money_keeps_its_cents(bob):
    bulk_rows.insert(
        ForeignSpending,
        ("customer", "currency", "num_orders", "total_spent"),
        [(customer_of(bob).pk, "USD", 3, "12.34")],
    )
    assert str(ForeignSpending.objects.get().total_spent) == "12.34"


def test_fields_that_are_not_named_get_their_default():
    bulk_rows.insert(Tag, ("name", "name_key", "slug"), [("Best", "best", "best"), ("Good", "good", "good")])
    assert {(tag.position, tag.colour, tag.description) for tag in Tag.objects.all()} == {(0, "#5b6b7f", "")}


def test_more_rows_than_fit_into_one_statement():
    bulk_rows.insert(Tag, ("name", "name_key", "slug"), ((f"Tag {n}", f"tag {n}", f"tag-{n}") for n in range(2500)))
    assert Tag.objects.count() == 2500


def test_no_rows_are_no_mistake():
    bulk_rows.insert(Tag, ("name", "name_key", "slug"), [])
    assert not Tag.objects.exists()


def test_what_the_database_refuses_is_djangos_error():
    twice = [("Best", "best", "best"), ("Best", "best", "best")]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_rows.insert(Tag, ("name", "name_key", "slug"), twice)


def test_a_row_with_a_value_too_few_is_refused():
    with pytest.raises(ValueError), transaction.atomic():
        bulk_rows.insert(Tag, ("name", "name_key", "slug"), [("Best", "best")])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="COPY is PostgreSQL's")
def test_postgresql_copies(django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        bulk_rows.insert(Tag, ("name", "name_key", "slug"), ((f"Tag {n}", f"tag {n}", f"tag-{n}") for n in range(2500)))
    assert asked.captured_queries[0]["sql"].startswith("COPY")
