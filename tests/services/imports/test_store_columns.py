"""A column of the store's own, kept in a table of its own, goes every way that ours go."""

import pytest
from django.core.exceptions import ValidationError
from oscar.core.loading import get_model

from oscar_clienti.dashboard import history
from oscar_clienti.models import Activity
from oscar_clienti.services import exports, imports
from oscar_clienti.services.exports import Layout, Selection, export_presets
from oscar_clienti.services.file_columns import SetColumn, file_columns
from tests.conftest import customer_of

from .conftest import customer, work

pytestmark = pytest.mark.django_db


class Points(SetColumn):
    """Points of a loyalty card; Oscar's table of what a shopper looked at lends its place."""

    key = "points"
    label = "Points"
    names = ("punti",)

    def parse(self, text):
        if not text.removesuffix(" pt").isdecimal():
            raise ValidationError("Write how many points, in figures.")
        return int(text.removesuffix(" pt"))

    def text(self, value):
        return f"{value} pt"

    def read(self, pks):
        cards = get_model("analytics", "UserRecord").objects.filter(user__in=pks).exclude(num_product_views=0)
        return dict(cards.values_list("user_id", "num_product_views"))

    def write(self, values, *, by):
        for pk, points in values.items():
            given = {"num_product_views": points or 0}
            get_model("analytics", "UserRecord").objects.update_or_create(user_id=pk, defaults=given)


@pytest.fixture(autouse=True)
def column(db):
    column = file_columns.register(Points())
    yield column
    file_columns.unregister("points")


@pytest.fixture
def undone(alice):
    return lambda job: work(imports.undo(job, by=alice))


def points(email):
    pk = customer(email).pk
    return Points().read([pk]).get(pk)


def test_somebody_new_gets_it(imported):
    imported("email,points\nada@example.com,12 pt\n")
    assert points("ada@example.com") == 12


def test_it_is_recognised_by_its_names(imported):
    imported("email,Punti\nada@example.com,12\n")
    assert points("ada@example.com") == 12


def test_a_preview_says_what_was_and_what_will_be(imported, previewed, bob):
    imported("email,points\nbob@example.com,12\n")
    (outcome,) = imports.outcomes(previewed("email,points\nbob@example.com,15\n"), "changed").rows
    assert outcome.changes == [("Points", "12 pt", "15 pt")]


def test_what_it_says_already_is_the_same(imported, bob):
    imported("email,points\nbob@example.com,12\n")
    assert imported("email,points\nbob@example.com,12 pt\n").counts == {"same": 1}


def test_what_it_can_not_read_is_a_reason(imported):
    job = imported("email,points\nada@example.com,many\n")
    (outcome,) = imports.every(job, "refused")
    assert outcome.reasons == [("points", "many", "Write how many points, in figures.")]


def test_a_blank_cell_leaves_it(imported, bob):
    imported("email,points\nbob@example.com,12\n")
    assert imported("email,points\nbob@example.com,\n").counts == {"same": 1}


def test_a_blank_cell_takes_it_away_where_that_is_wanted(imported, bob):
    imported("email,points\nbob@example.com,12\n")
    assert imported("email,points\nbob@example.com,\n", blanks="clear").counts == {"changed": 1}
    assert points("bob@example.com") is None


def test_its_change_is_written_down_under_its_name(imported, bob):
    imported("email,points\nbob@example.com,12\n")
    entry = history.read(Activity.objects.get(customer=bob.pk))
    assert [(change.label, change.old, change.new) for change in entry.changes] == [("Points", "nothing", "12 pt")]


def test_it_comes_back_from_an_export_as_it_was(imported, bob, alice):
    imported("email,points\nbob@example.com,12\n")
    download = exports.stream(
        Selection.everybody(), sheet=export_presets["all"].sheet(), layout=Layout(), reason="a test", by=alice
    )
    file = b"".join(download.content)
    assert b"12 pt" in file and imported(file).counts == {"same": 1}


def test_an_undo_puts_back_what_was(imported, undone, bob):
    imported("email,points\nbob@example.com,12\n")
    assert undone(imported("email,points\nbob@example.com,15\n")).counts["reverted"] == 1
    assert points("bob@example.com") == 12


def test_an_undo_takes_away_what_was_not_there(imported, undone, bob):
    customer_of(bob)
    undone(imported("email,points\nbob@example.com,15\n"))
    assert points("bob@example.com") is None


def test_an_undo_leaves_what_was_changed_since(imported, undone, bob, alice):
    job = imported("email,points\nbob@example.com,15\n")
    Points().write({bob.pk: 99}, by=alice)
    assert undone(job).counts["touched"] == 1 and points("bob@example.com") == 99


def test_an_undo_says_so_when_the_column_is_gone(imported, undone, bob):
    job = imported("email,points,company\nbob@example.com,15,Neri Srl\n")
    file_columns.unregister("points")
    counts = undone(job).counts
    file_columns.register(Points())
    assert (counts["reverted"], counts["touched"]) == (1, 1) and customer("bob@example.com").company == ""
